"""The model's page: its card, written for people; that of any published version, or several side by side."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.presence import WorkerReport
from core.results.row import ResultRow
from core.reviews.mistakes import mistakes
from web.api.model import engines
from web.artefacts import Artefact, artefact, artefacts, in_use
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.compare import MOST, served_bytes
from web.pages.coverage import coverage_tables
from web.pages.dot_plot import set_plot
from web.pages.frame import AROUND
from web.pages.headline import HEADLINE, headline_first
from web.pages.versions import asked_versions, compared
from web.pages.weak_points import weak_points
from web.rules import needs
from web.words import gettext, lazy_gettext
from web.words.cards import card_text

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
MISTAKES = 12  # faces that are shown
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
    """What the model is for and not for, how good it is, and which engine serves it.

    `version` in the address shows another one than that in use, `compare` several side by side.
    """
    names = asked_versions()
    if names:
        return render_template("compare.html", **compared(names))
    chosen, used = _chosen(), _in_use()
    # Workers that say the same are one line with their number.
    serving = Counter(
        (w.ready, ENGINES.get(w.engine, w.engine), w.model_version, _why(w), w.finder_version)
        for w in engines()
    ).most_common()
    versions = artefacts(context().settings)
    common = {"serving": serving, "versions": versions, "used": used, "chosen": chosen, "most_versions": MOST}
    if chosen is None or chosen.card is None:
        return render_template("model.html", card=None, **common)
    return render_template(
        "model.html",
        **common,
        **_told(chosen.card),
        figures=_figures(chosen),
        bytes=served_bytes(chosen),
        mistakes=_mistakes(chosen.version),
        view=view_query,
        around=AROUND,
    )


def _mistakes(version: str) -> Sequence[ResultRow]:
    with context().database.read() as connection:
        rows = mistakes(connection, current_account(), version, MISTAKES)
    for job in {str(row.job_id) for row in rows}:
        saw(job)
    return rows


def _told(card: dict[str, Any]) -> dict[str, object]:
    metrics = sorted(card["metrics"], key=headline_first)
    return {
        "card": card,
        "restricted": "; ".join(
            f"{card_text(each['name'])} ({card_text(each['licence'])})"
            for each in card["data"]
            if "non-commercial" in each["licence"].lower()
        ),
        "outputs": [(OUTPUTS.get(each["name"], each["name"]), each["classes"]) for each in _outputs(card)],
        "sets": set_plot(metrics),
        "weak": weak_points(card),
        "headline": next((row["balanced_accuracy"] for row in metrics if row["set"] == HEADLINE), None),
        "coverage": coverage_tables(card.get("coverage", ()), metrics),
    }


@model.get("/model/figures/<name>.png")
@needs("uploader")
def figure(name: str) -> Response:
    """A figure of the artefact."""
    chosen = _chosen()
    if chosen is None or name not in dict(_figures(chosen)):
        raise NotFound("The model in use has no such figure.")
    return send_file(chosen.folder / f"{name}.png")


def _why(worker: WorkerReport) -> str:
    """Why it does not classify, or not with the engine that is best."""
    if worker.is_loading:
        return gettext("the model is loading")
    return (
        worker.reason if worker.ready else gettext("no model can be used: %(reason)s", reason=worker.reason)
    )


def _chosen() -> Artefact | None:
    """The version that the address names, else that in use; None where there is no model.

    Raises `NotFound` for a name that no version has.
    """
    settings, named = context().settings, request.args.get("version")
    if named:
        return artefact(settings, named)
    return next((each for each in artefacts(settings) if each.version == _in_use()), None)


def _in_use() -> str | None:
    try:
        return in_use(context().settings)
    except OSError:
        return None


def _outputs(card: dict[str, Any]) -> list[dict[str, Any]]:
    """What the network says; cards from before there were several outputs only name the classes."""
    outputs: list[dict[str, Any]] = card.get("outputs") or [{"name": "gender", "classes": card["classes"]}]
    return outputs


def _figures(chosen: Artefact) -> list[tuple[str, object]]:
    """The figures that lie beside the card: names without their ending, and titles."""
    names = sorted(path.stem for path in chosen.folder.glob("*.png"))
    return [(name, FIGURES.get(name, name)) for name in names]
