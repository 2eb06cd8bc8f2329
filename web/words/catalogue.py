"""The catalogues: one `.po` file a language, read when the first reader of the language comes.

They are compiled in memory. Nothing has to be built after a change, and nothing compiled can be stale.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

SOURCE = "en"  # the language that the code is written in
LANGUAGES = {SOURCE: "English", "de": "Deutsch"}
FOLDER = Path(__file__).parent


def catalogue(language: str) -> Catalog:
    """All texts of a language other than `SOURCE`."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def translations(language: str) -> Translations:
    """What gettext looks texts up in; empty for `SOURCE`."""
    if language == SOURCE:
        return Translations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
