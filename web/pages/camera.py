"""The camera page: the live view and its snapshots are the browser's work; the server sends the frame."""

from flask import Blueprint, render_template

from web.api.model import default_threshold
from web.context import context
from web.rules import needs

camera = Blueprint("camera_page", __name__)


@camera.get("/camera")
@needs("uploader")
def show() -> str:
    """The page, with the threshold under which an answer reads uncertain."""
    return render_template("camera.html", threshold=default_threshold(context().settings))
