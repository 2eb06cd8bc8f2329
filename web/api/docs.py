"""The API described: for programs as OpenAPI 3.1, for people as a page."""

from flask import Blueprint, Response, jsonify, render_template

from web.api.described.document import openapi_document
from web.rules import open_to_all

docs = Blueprint("docs", __name__)


@docs.get("/openapi.json")
@open_to_all
def openapi() -> Response:
    """The OpenAPI document."""
    return jsonify(openapi_document())


docs_page = Blueprint("docs_page", __name__)


@docs_page.get("/api/docs")
@open_to_all
def page() -> str:
    """The same for people."""
    return render_template("api_docs.html", document=openapi_document())
