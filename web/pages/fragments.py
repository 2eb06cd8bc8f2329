"""Pieces of a page that its script fetches again: with an ETag, so that nothing changed costs nothing."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response


def fragment(template: str, **values: object) -> Response:
    """Render a piece of a page; 304 where the browser has the same one already."""
    response = make_response(render_template(template, **values))
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
