"""Alive and ready, open to probes and without secrets; and numbers, for who has their token."""

from flask import Blueprint, Response, jsonify, request

from core.errors import Forbidden, Unauthorised
from core.settings import LOOPBACK_NAMES
from core.telemetry.exposition import CONTENT_TYPE, exposition, has_token
from web.context import context
from web.rules import open_to_all

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
    now = context().readiness.now()
    serving = now.serving
    engine = serving and {
        "name": serving.engine, "model": serving.model_version, "reason": serving.reason
    }  # fmt: skip
    body = jsonify(
        ready=not now.missing,
        missing=now.missing,
        parts={part.name: "ok" if not part.troubles else "; ".join(part.troubles) for part in now.parts},
        codes={part.name: part.code for part in now.parts if part.troubles},
        workers={"present": len(now.workers), "ready": sum(worker.ready for worker in now.workers)},
        engine=engine,
        finder=serving and serving.finder_version,
    )
    return body, 503 if now.missing else 200


@health.get("/metrics")
@open_to_all
def metrics() -> Response:
    """What this server and its processes have counted, and the queue as SQL has it."""
    _check_reader()
    body = context().queue_numbers.exposition() + exposition(context().metrics.registry)
    return Response(body, content_type=CONTENT_TYPE)


def _check_reader() -> None:
    """Let in who has the token; where none is set, who asks on this machine a server for it alone."""
    settings = context().settings
    if settings.metrics_token:
        if not has_token(request.headers.get("Authorization", ""), settings.metrics_token):
            raise Unauthorised("The numbers need the token METRICS_TOKEN: Authorization: Bearer …")
        return
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if not settings.for_this_machine or forwarded or request.remote_addr not in LOOPBACK_NAMES:
        raise Forbidden("The numbers are shown to who has a token: set METRICS_TOKEN.", "no_metrics_token")
