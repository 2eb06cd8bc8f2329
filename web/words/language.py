"""The language of an answer: what the reader chose, else what the browser asks for, else English."""

from babel.support import Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.utils import cached_property

from web.words.catalogue import LANGUAGES, SOURCE, translations
from web.words.numbers import number
from web.words.spoken import spoken

COOKIE = "browline-language"
CONTRACT = "/api/v1/"  # what programs read is English, whatever they ask for


class _Catalogues(Domain):  # type: ignore[misc]
    def get_translations(self) -> Translations:
        return translations(spoken())


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Domain:
        return _Catalogues()


def install(app: Flask) -> None:
    """Give the app's templates `_` and `ngettext`, and every page its language."""
    _Babel(app, default_locale=SOURCE, locale_selector=language)
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, ngettext=_ngettext)


def language() -> str:
    """The language of the request."""
    if request.path.startswith(CONTRACT):
        return SOURCE
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else _asked_for()


def _asked_for() -> str:
    # Werkzeug's best_match would take a later "de" before an earlier "en-GB".
    for tag, quality in request.accept_languages:
        spoken = tag.partition("-")[0].lower()
        if quality and spoken in LANGUAGES:
            return spoken
    return SOURCE


@pass_eval_context
def _ngettext(escaping: EvalContext, one: str, many: str, count: int, /, **values: object) -> str:
    """As Jinja's own new style, but that `%(num)s` is written as the language writes numbers."""
    said = get_translations().ungettext(one, many, count)
    values = {"num": number(count), **values}
    return Markup(said) % values if escaping.autoescape else said % values  # noqa: S704 - our own catalogue
