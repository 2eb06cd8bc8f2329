"""Each request has an id, which its sender may choose, and is told once it is answered.

A line names the route and never the address, which may have names of files in it, nor who asked from where.
"""

import logging
import re
import time
from dataclasses import dataclass, field

import structlog
from flask import Flask, Response, g, request

from core.ids import new_id
from core.telemetry.traces import TraceIds
from web.context import context
from web.observing.metrics import UNMATCHED

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)  # nothing that a log would have to quote
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FREQUENT = frozenset({"api.snapshots.create"})  # a camera sends thirty a second


@dataclass(slots=True)
class Seen:
    """A request under way."""

    id: str
    began: float = field(default_factory=time.perf_counter)
    began_ns: int = field(default_factory=time.time_ns)
    packs: list[str] = field(default_factory=list)  # that it stored


def install(app: Flask) -> None:
    """Before everything else that looks at requests, so that what refuses one is seen, too."""
    app.before_request(_begin)
    app.after_request(_end)


def stored(pack: str) -> None:
    """This request has stored a pack, whose trace is its own."""
    seen: Seen = g.seen
    seen.packs.append(pack)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.seen = Seen(given if ACCEPTABLE.fullmatch(given) else new_id())
    structlog.contextvars.clear_contextvars()  # of this thread's last request
    structlog.contextvars.bind_contextvars(request=g.seen.id)
    job = (request.view_args or {}).get("job_id")
    if job is not None:
        structlog.contextvars.bind_contextvars(job=str(job))


def _end(response: Response) -> Response:
    seen: Seen = g.seen
    seconds = time.perf_counter() - seen.began
    route = request.url_rule.rule if request.url_rule else UNMATCHED
    context().metrics.answered(request.method, route, response.status_code, seconds)
    response.headers[HEADER] = seen.id
    told = {"method": request.method, "route": route, "status": response.status_code}
    log.log(_level(response), "answered", extra=told | {"seconds": round(seconds, 4)})
    context().traces.request(
        f"{request.method} {route}",
        seen.began_ns,
        [TraceIds.of_pack(pack) for pack in seen.packs],
        {"http.request.method": request.method, "http.route": route, "browline.request": seen.id}
        | {"http.response.status_code": response.status_code},
        request.headers.get("traceparent", ""),
    )
    return response


def _level(response: Response) -> int:
    """What changes something or goes wrong is told; looking, asking again and live frames are not."""
    if response.status_code >= 500:
        return logging.WARNING
    told = request.method in CHANGING and request.endpoint not in FREQUENT
    return logging.INFO if told or response.status_code >= 400 else logging.DEBUG
