"""The model's page: its card, written for people."""

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, send_file
from werkzeug.wrappers import Response

from core.errors import NotFound
from web.api.model import engines, model_folder, read_card
from web.context import context
from web.pages.coverage import coverage_tables
from web.pages.dot_plot import set_plot, slice_plot
from web.rules import needs
from web.words import lazy_gettext

model = Blueprint("model_page", __name__)

ENGINES = {
    "litert": "LiteRT",
    "keras": lazy_gettext("Keras, from the whole model"),
    "keras-weights": lazy_gettext("Keras, from architecture and weights"),
}
OUTPUTS = {
    "gender": lazy_gettext("Apparent gender"),
    "age_group": lazy_gettext("Apparent age group"),
    "mask": lazy_gettext("Mask"),
}
HEADLINE = "real-masks-framed"
FIGURES = {
    "learning-curves": lazy_gettext("Loss and accuracy, epoch by epoch"),
    "confusion": lazy_gettext("What it took for what"),
    "reliability": lazy_gettext("How often it was right at each confidence"),
    "roc": lazy_gettext("Women taken for men against men recognised, at every threshold"),
    "coverage": lazy_gettext("How much is right of what is answered, by the share that is answered"),
}


@model.get("/model")
@needs("uploader")
def show() -> str:
    """What the model is for and not for, how good it is, and which engine serves it."""
    card = read_card(context().settings)
    # Workers that say the same are one line with their number.
    serving = Counter(
        (w.ready, ENGINES.get(w.engine, w.engine), w.model_version, w.reason, w.finder_version)
        for w in engines()
    ).most_common()
    if card is None:
        return render_template("model.html", card=None, serving=serving)
    # Real masks are what is served, so they come first, and before them the set that the threshold is from.
    metrics = sorted(card["metrics"], key=lambda row: (row["masks"] != "real", row["set"] != HEADLINE))
    return render_template(
        "model.html",
        card=card,
        serving=serving,
        restricted=[each for each in card["data"] if "non-commercial" in each["licence"].lower()],
        outputs=[(OUTPUTS.get(each["name"], each["name"]), each["classes"]) for each in _outputs(card)],
        sets=set_plot(metrics),
        slices=slice_plot(card.get("slices", ())),
        coverage=coverage_tables(card.get("coverage", ()), metrics),
        figures=[(name, FIGURES.get(name, name)) for name in _figures()],
    )


@model.get("/model/figures/<name>.png")
@needs("uploader")
def figure(name: str) -> Response:
    """A figure of the artefact."""
    if name not in _figures():
        raise NotFound("The model in use has no such figure.")
    return send_file(model_folder(context().settings) / f"{name}.png")


def _outputs(card: dict[str, Any]) -> list[dict[str, Any]]:
    """What the network says; cards from before there were several outputs only name the classes."""
    outputs: list[dict[str, Any]] = card.get("outputs") or [{"name": "gender", "classes": card["classes"]}]
    return outputs


def _figures() -> list[str]:
    """Names of the figures that lie beside the card, without their ending; none where there is no model."""
    try:
        return sorted(path.stem for path in model_folder(context().settings).glob("*.png"))
    except OSError:
        return []
