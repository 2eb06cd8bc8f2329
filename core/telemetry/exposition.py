"""Numbers as Prometheus reads them, and who may: they tell how much is done here, and are nobody else's."""

import hmac
import os

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from core.telemetry.metric_files import VARIABLE

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(own: CollectorRegistry) -> bytes:
    """What all processes that share their numbers have counted; `own` where this one shares with nobody."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        return generate_latest(own)
    shared = CollectorRegistry()
    MultiProcessCollector(shared, folder)  # type: ignore[no-untyped-call]
    return generate_latest(shared)


def has_token(authorization: str, token: str) -> bool:
    """Whether a request's `Authorization` header has this token; nobody has an empty one."""
    kind, _, given = authorization.partition(" ")
    right = hmac.compare_digest(given.strip().encode(), token.encode())
    return bool(token) and kind.lower() == "bearer" and right
