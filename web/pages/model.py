"""The model's page: its card, written for people."""

from collections import Counter

from flask import Blueprint, render_template

from web.api.model import engines, read_card
from web.context import context
from web.pages.dot_plot import dot_plot

model = Blueprint("model_page", __name__)

ENGINES = {
    "litert": "LiteRT",
    "keras": "Keras, from the whole model",
    "keras-weights": "Keras, from architecture and weights",
}


@model.get("/model")
def show() -> str:
    """What the model is for and not for, how good it is, and which engine serves it."""
    card = read_card(context().settings)
    plot = dot_plot(card["metrics"]) if card else None
    # Workers that say the same are one line with their number.
    serving = Counter(
        (w.ready, ENGINES.get(w.engine, w.engine), w.model_version, w.reason) for w in engines()
    )
    return render_template("model.html", card=card, plot=plot, serving=serving.most_common())
