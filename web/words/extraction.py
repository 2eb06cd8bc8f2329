"""Brings the catalogues up to date with the texts in the code: `make words`.

New texts come in without a translation, gone ones are dropped, and nothing is guessed.
"""

from collections.abc import Collection, Sequence
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from core import journal
from core.accounts import roles
from web.words import cards, errors
from web.words.catalogue import FOLDER, LANGUAGES, SOURCE, catalogue

ROOM = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("static/js/**.js", "javascript")]
OPTIONS = {"templates/**.html": {"silent": "false"}, "static/js/**.js": {"parse_template_string": "true"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
TABLES: Sequence[
    tuple[str, Collection[str]]
] = (  # of sentences that stand elsewhere, and that pages look up one by one
    ("core/accounts/roles.py", roles.MEANINGS.values()),
    ("core/journal.py", journal.MEANINGS.values()),
    ("web/words/cards.py", (*cards.TEXTS, *cards.SETS.values())),
    ("web/words/errors.py", errors.SENTENCES.values()),
    ("web/words/errors.py", [*chain(*errors.FORMATS.values())]),
    ("web/words/errors.py", errors.STATUSES.values()),
    ("web/words/errors.py", errors.ADVICE.values()),
)
WIDTH = 110


def extracted() -> Catalog:
    """All texts in the code of the web, with the files that they are in."""
    found = Catalog()
    for path, _line, text, comments, context in extract_from_dir(ROOM, METHODS, OPTIONS, KEYWORDS):
        found.add(text, None, [(path, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    for path, table in TABLES:
        for text in table:
            found.add(text, None, [(path, None)])  # type: ignore[list-item]
    return found


def updated(language: str) -> Catalog:
    """A language's catalogue with exactly the texts that are in the code."""
    words = catalogue(language)
    words.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    words.obsolete.clear()
    return words


def untranslated(words: Catalog) -> list[Message]:
    """The texts that lack their translation, or one of its forms."""
    return [message for message in words if message.id and not all(_forms(message))]


def _forms(message: Message) -> Sequence[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else message.string


def main() -> None:
    """Write the catalogues anew, and say what is left to translate."""
    for language in set(LANGUAGES) - {SOURCE}:
        words = updated(language)
        with (FOLDER / f"{language}.po").open("wb") as file:
            write_po(file, words, width=WIDTH, include_lineno=False)
        missing = len(untranslated(words))
        print(f"{language}: {len(words)} texts, {missing} of them to translate")  # noqa: T201


if __name__ == "__main__":
    main()
