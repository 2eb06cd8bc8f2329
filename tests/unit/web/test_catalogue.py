"""The catalogues are complete: each text of the code in each language, with the same places for values."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

import web
from web.words.catalogue import LANGUAGES, SOURCE, catalogue, translations
from web.words.extraction import extracted, untranslated

PLACE = re.compile(r"%\(\w+\)s|%%|</?\w+[^>]*>")
TEMPLATES = Path(web.__file__).parent / "templates"
CODE = re.compile(r"<(code|kbd|pre)\b[^>]*>.*?</\1>", re.S)
JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.S)
SAID_BY = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-name)="([^"]*[A-Za-z]{2}[^"]*)"')
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
        if message.id and sorted(PLACE.findall(said)) != sorted(PLACE.findall(text))
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


def test_a_catalogue_is_looked_up_with_its_plurals() -> None:
    german = translations("de")
    one, many = "%(num)s image", "%(num)s images"
    assert [german.ungettext(one, many, count) for count in (0, 1, 2)] == [
        "%(num)s Bilder", "%(num)s Bild", "%(num)s Bilder",
    ]  # fmt: skip


def texts(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> Sequence[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else message.string
