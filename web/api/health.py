"""Alive, ready, and the numbers for Prometheus: open to probes, without secrets."""

import logging
import os
import shutil
from pathlib import Path

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from core.errors import first_line
from core.jobs.state import count_states
from core.presence import present_workers
from web.context import context
from web.rules import open_to_all

log = logging.getLogger(__name__)

health = Blueprint("health", __name__)


@health.get("/healthz")
@open_to_all
def healthz() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
@open_to_all
def readyz() -> tuple[Response, int]:
    """200 only when an upload would be accepted and a worker is ready to classify it."""
    missing: list[str] = []
    engine = finder = None
    try:
        with context().database.read() as connection:
            workers = present_workers(connection)
        ready = [worker for worker in workers if worker.ready]
        if ready:
            engine = {"name": ready[0].engine, "model": ready[0].model_version, "reason": ready[0].reason}
            finder = ready[0].finder_version
        else:
            missing += sorted({f"worker: {worker.reason}" for worker in workers}) or [
                "worker: none has reported"
            ]
    except SQLAlchemyError as error:
        log.warning("not ready: %s", first_line(error))
        missing.append("database: it does not answer")
    folder = _store()
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        missing.append("store: it cannot be written")
    elif shutil.disk_usage(folder).free < context().limits.max_bytes:
        missing.append("store: it is full")
    if not context().doorbell.answers():
        missing.append("redis: it does not answer")
    body = jsonify(ready=not missing, missing=missing, engine=engine, finder=finder)
    return body, 503 if missing else 200


def _store() -> Path:
    """The store's folder, or where it will be made."""
    folder = context().settings.blob_folder
    while not folder.exists():
        folder = folder.parent
    return folder


@health.get("/metrics")
@open_to_all
def metrics() -> Response:
    """Gauges read from SQL, so that they are the same whichever process answers."""
    registry = CollectorRegistry()
    images = Gauge("browline_images", "Images by state", ["state"], registry=registry)
    ready = Gauge("browline_workers_ready", "Worker processes that are ready", registry=registry)
    with context().database.read() as connection:
        for state, count in count_states(connection).items():
            images.labels(state).set(count)
        ready.set(sum(worker.ready for worker in present_workers(connection)))
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")
