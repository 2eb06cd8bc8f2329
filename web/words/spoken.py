"""The language of what is being written."""

from flask import g, has_app_context
from flask_babel import get_locale

from web.words.catalogue import SOURCE


def spoken() -> str:
    """The request's language, which a page asks for hundreds of times; outside of one the code's own."""
    if not has_app_context():
        return SOURCE
    found: str | None = g.get("spoken")
    if found is None:
        found = g.spoken = str(get_locale() or SOURCE)
    return found
