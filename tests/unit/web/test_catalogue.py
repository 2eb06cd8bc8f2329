"""The catalogues are complete: each text of the code in each language, with the same places for values."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment, nodes

import web
from web.words.catalogue import LANGUAGES, SOURCE, catalogue, translations
from web.words.extraction import extracted, untranslated

PLACE = re.compile(r"%\(\w+\)s|%%|</?\w+[^>]*>")
TEMPLATES = Path(web.__file__).parent / "templates"
CODE = re.compile(r"<(code|kbd|pre)\b[^>]*>.*?</\1>", re.S)
JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.S)
SAID_BY = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-name)="([^"]*[A-Za-z]{2}[^"]*)"')
IN_A_SENTENCE = re.compile(r"[A-Za-z]{2}.* |\S .*[A-Za-z]{2}")  # with a space: one word alone may be a class
NAMES = {"API", "Browline", "SHA", "SHA-256", "Wh"}  # the same in every language
OTHERS = sorted(set(LANGUAGES) - {SOURCE})
HINT = "Run `make words`, then translate what is empty in web/words/{}.po."


@pytest.fixture(scope="module")
def code() -> Catalog:
    return extracted()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(code: Catalog, language: str) -> None:
    words = catalogue(language)
    known = {texts(message) for message in words}
    missing = [texts(message) for message in code if message.id and texts(message) not in known]
    missing += [texts(message) for message in untranslated(words)]
    unsure = [texts(message) for message in words if message.fuzzy and message.id]
    assert missing + unsure == [], HINT.format(language)


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_of_a_text_that_is_gone(code: Catalog, language: str) -> None:
    there = {texts(message) for message in code}
    gone = [texts(message) for message in catalogue(language) if texts(message) not in there and message.id]
    assert gone == [], HINT.format(language)


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_places_and_tags_of_their_texts(language: str) -> None:
    wrong = [
        (said, text)
        for message in catalogue(language)
        for said, text in zip(forms(message), texts(message), strict=True)
        if message.id and sorted(PLACE.findall(said)) not in places(text, texts(message))
    ]
    assert wrong == []


def test_no_text_of_a_template_is_left_bare() -> None:
    bare = {}
    for path in TEMPLATES.rglob("*.html"):
        source = CODE.sub("", JINJA.sub("", path.read_text()))
        found = [
            *SAID_BY.findall(source),
            *re.findall(r"[A-Za-z][A-Za-z ]+[A-Za-z]", re.sub(r"<[^>]*>", "|", source)),
        ]
        if left := [words for words in found if words not in NAMES]:
            bare[path.name] = left
    assert bare == {}, "wrap these in {{ _(…) }}"


def test_no_text_is_left_bare_in_what_a_template_writes() -> None:
    bare = {}
    for path in TEMPLATES.rglob("*.html"):
        written = Environment(autoescape=True).parse(path.read_text()).find_all(nodes.Output)
        found = [text for output in written for each in output.nodes for text in literals(each)]
        if left := [text for text in found if IN_A_SENTENCE.search(text)]:
            bare[path.name] = left
    assert bare == {}, "wrap these in _(…)"


def literals(node: nodes.Node) -> Iterator[str]:
    """The strings of an expression that reach the page as they are: not those that are looked up."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, nodes.Call | nodes.TemplateData | nodes.Getitem | nodes.Compare):
        for part in node.iter_child_nodes():
            yield from literals(part)


def test_a_catalogue_is_looked_up_with_its_plurals() -> None:
    german = translations("de")
    one, many = "%(num)s image", "%(num)s images"
    assert [german.ungettext(one, many, count) for count in (0, 1, 2)] == [
        "%(num)s Bilder", "%(num)s Bild", "%(num)s Bilder",
    ]  # fmt: skip


def texts(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def places(text: str, of: Sequence[str]) -> list[list[str]]:
    """What a translation may have of places: that of one thing alone need not say the number."""
    there = sorted(PLACE.findall(text))
    without = [place for place in there if place != "%(num)s"]
    return [there, without] if len(of) > 1 and text == of[0] else [there]


def forms(message: Message) -> Sequence[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else message.string
