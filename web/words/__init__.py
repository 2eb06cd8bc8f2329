"""What pages and scripts say: English in the code, other languages in catalogues.

`gettext`, `ngettext` and `lazy_gettext` are for Python; templates have `_` and `ngettext`, scripts have
`words.js`. In all a text is a format: values stand in it as `%(name)s`, a percent sign as `%%`, and the
count of `ngettext` as `%(num)s`, which is written as the language writes numbers.
"""

from flask_babel import get_translations
from flask_babel.speaklater import LazyString

from web.words.numbers import number

__all__ = ["gettext", "lazy_gettext", "ngettext"]


def gettext(text: str, /, **values: object) -> str:
    """The text in the reader's language."""
    said: str = get_translations().ugettext(text)
    return said % values


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The text that fits a count."""
    said: str = get_translations().ungettext(one, many, count)
    return said % {"num": number(count), **values}


def lazy_gettext(text: str, /, **values: object) -> LazyString:
    """The text for tables that are made before somebody reads: translated when it is written into a page."""
    return LazyString(gettext, text, **values)
