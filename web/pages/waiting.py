"""How many faces wait for whoever reads a page, for the link of every page that leads to them."""

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from core.reviews.queue import Question, count_open
from web.auth import current_account
from web.context import context
from web.rules import needs
from web.words import ngettext
from web.words.numbers import number

waiting = Blueprint("waiting", __name__)

MANY = 99  # more are not counted: it is on every page
FRESH_SECONDS = 20  # that a browser may show the same count, page after page


@waiting.get("/review/waiting")
@needs("reviewer")
def count() -> Response:
    """The count as it is written, and in a sentence; empty where none waits."""
    with context().database.read() as connection:
        faces = count_open(connection, current_account(), Question(), MANY + 1)
    shown = f"{number(MANY)}+" if faces > MANY else number(faces)
    words = ngettext("%(shown)s face waits", "%(shown)s faces wait", faces, shown=shown)
    response = jsonify(shown=shown if faces else "", words=words if faces else "")
    response.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    return response
