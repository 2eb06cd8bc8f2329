"""The card of the model in use, and which engine serves it."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify

from core.errors import NotFound
from core.presence import WorkerReport, present_workers
from core.settings import Settings
from web.context import context
from web.rules import needs

model = Blueprint("model", __name__)

NO_ADVICE = 0.8  # the threshold while there is no model; its images wait until there is one


def model_folder(settings: Settings) -> Path:
    """Where the model in use lies. Raises `OSError` where none is named."""
    version = settings.model or (settings.models / "default").read_text().strip()
    return settings.models / Path(version).name


def read_card(settings: Settings) -> dict[str, Any] | None:
    """The model card as plain JSON (the web knows what a model says of itself, and loads none)."""
    try:
        path = model_folder(settings) / "card.json"
        return _parsed(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4)
def _parsed(path: Path, _changed: int) -> dict[str, Any]:
    """A card's text is long, and every live frame asks for the threshold in it."""
    card: dict[str, Any] = json.loads(path.read_text())
    return card


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
