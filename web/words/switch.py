"""The switch of the language: a form on every page, for who is signed in and who is not."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from core.errors import Invalid
from web.rules import open_to_all
from web.words.catalogue import LANGUAGES
from web.words.language import COOKIE

YEAR_SECONDS = 365 * 24 * 3600

language_switch = Blueprint("language_switch", __name__)


@language_switch.post("/language")
@open_to_all
def choose() -> Response:
    """Keep the choice in the browser, and go back to where the reader was."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Invalid(f"language must be one of {', '.join(LANGUAGES)}.", "invalid_language")
    response = redirect(_back(), 303)
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=YEAR_SECONDS,
        secure=current_app.session_interface.get_cookie_secure(current_app),
        httponly=True,
        samesite="Lax",
    )
    return response


def _back() -> str:
    """The page that the form was on, if it is one of ours that can be asked for again."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.host:
        return "/"
    try:
        current_app.create_url_adapter(request).match(came_from.path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return "/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
