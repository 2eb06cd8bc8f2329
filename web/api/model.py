"""The card of the model in use, and which engine serves it."""

from pathlib import Path

from flask import Blueprint, Response, jsonify

from core.errors import NotFound
from core.presence import WorkerReport, present_workers
from core.settings import Settings
from web.artefacts import Card, artefacts, in_use, parsed
from web.context import context
from web.rules import needs

model = Blueprint("model", __name__)

NO_ADVICE = 0.8  # the threshold while there is no model; its images wait until there is one


def model_folder(settings: Settings) -> Path:
    """Where the model in use lies. Raises `OSError` where none is named."""
    return settings.models / in_use(settings)


def read_card(settings: Settings) -> Card | None:
    """The card of the model in use; None where there is none, or it is no JSON object."""
    try:
        return parsed(model_folder(settings))
    except (OSError, ValueError):
        return None


def default_threshold(settings: Settings) -> float:
    """Under which confidence a decision is uncertain unless a job says otherwise: setting or card."""
    if settings.threshold is not None:
        return settings.threshold
    return float((read_card(settings) or {}).get("default_threshold", NO_ADVICE))


def engines() -> list[WorkerReport]:
    """What the workers say of their engines."""
    with context().database.read() as connection:
        return list(present_workers(connection))


@model.get("/model")
@needs("uploader")
def show() -> Response:
    """The card, the engine in use, and why after a fall-back."""
    card = read_card(context().settings)
    if card is None:
        raise NotFound("No model is published here.", "no_model")
    workers = engines()
    serving = workers[0] if workers else None
    return jsonify(
        card=card,
        version=card.get("version"),
        versions=[
            {
                "version": each.version,
                "created_at": (each.card or {}).get("created_at"),
                "trouble": each.trouble or None,
            }
            for each in artefacts(context().settings)
        ],
        engine=serving.engine if serving and serving.ready else None,
        engine_reason=serving.reason if serving else "no worker has reported",
        finder=serving.finder_version if serving and serving.ready else None,
        workers=[
            {
                "id": w.id,
                "ready": w.ready,
                "engine": w.engine,
                "model_version": w.model_version,
                "finder_version": w.finder_version,
                "reason": w.reason,
            }
            for w in workers
        ],
    )
