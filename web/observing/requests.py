"""Each request has an id, which its sender may choose, and is told once it is answered; a page that is sent
in pieces once it is sent.

A line names the route and never the address, which may have names of files in it, nor who asked from where.
"""

import logging
import re
import time
from dataclasses import dataclass, field
from functools import partial

import structlog
from flask import Flask, Response, g, request

from core.ids import new_id
from core.telemetry.traces import TraceIds
from web.context import Context, context
from web.observing.metrics import UNMATCHED

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)  # nothing that a log would have to quote
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FREQUENT = frozenset({"api.snapshots.create"})  # a camera sends thirty a second


@dataclass(slots=True)
class Seen:
    """A request under way; `route` is the template of its address."""

    id: str
    method: str
    route: str
    frequent: bool
    traceparent: str
    began: float = field(default_factory=time.perf_counter)
    began_ns: int = field(default_factory=time.time_ns)
    packs: list[str] = field(default_factory=list)  # that it stored
    in_pieces: bool = False
    broke_off: int | None = None  # the status that its answer would have, had it not begun before


def install(app: Flask) -> None:
    """Before everything else that looks at requests, so that what refuses one is seen, too."""
    app.before_request(_begin)
    app.after_request(_end)


def stored(pack: str) -> None:
    """This request has stored a pack, whose trace is its own."""
    seen: Seen = g.seen
    seen.packs.append(pack)


def told_when_sent() -> None:
    """The answer to this request is sent in pieces, which take most of its time."""
    seen: Seen = g.seen
    seen.in_pieces = True


def broke_off(status: int) -> None:
    """An answer that was sent in part has failed. Of several statuses the first is told."""
    seen: Seen = g.seen
    seen.broke_off = seen.broke_off or status


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.seen = Seen(
        given if ACCEPTABLE.fullmatch(given) else new_id(),
        request.method,
        request.url_rule.rule if request.url_rule else UNMATCHED,
        request.endpoint in FREQUENT,
        request.headers.get("traceparent", ""),
    )
    structlog.contextvars.clear_contextvars()  # of this thread's last request
    structlog.contextvars.bind_contextvars(request=g.seen.id)
    job = (request.view_args or {}).get("job_id")
    if job is not None:
        structlog.contextvars.bind_contextvars(job=str(job))


def _end(response: Response) -> Response:
    seen: Seen = g.seen
    response.headers[HEADER] = seen.id
    tell = partial(_tell, context(), seen, response.status_code)
    if seen.in_pieces:
        response.call_on_close(tell)  # when Flask's own contexts have ended
    else:
        tell()
    return response


def _tell(here: Context, seen: Seen, answered: int) -> None:
    seconds, status = time.perf_counter() - seen.began, seen.broke_off or answered
    here.metrics.answered(seen.method, seen.route, status, seconds)
    told = {"method": seen.method, "route": seen.route, "status": status}
    log.log(_level(seen, status), "answered", extra=told | {"seconds": round(seconds, 4)})
    here.traces.request(
        f"{seen.method} {seen.route}",
        seen.began_ns,
        [TraceIds.of_pack(pack) for pack in seen.packs],
        {"http.request.method": seen.method, "http.route": seen.route, "browline.request": seen.id}
        | {"http.response.status_code": status},
        seen.traceparent,
    )


def _level(seen: Seen, status: int) -> int:
    """What changes something or goes wrong is told; looking, asking again and live frames are not."""
    if status >= 500:
        return logging.WARNING
    told = seen.method in CHANGING and not seen.frequent
    return logging.INFO if told or status >= 400 else logging.DEBUG
