"""What clients send, read and checked: form fields, query words, headers."""

import re
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from typing import TypeVar
from uuid import UUID

from flask import request

from core.errors import Invalid
from core.ids import ids_from, made_at
from core.jobs.create import JobRequest
from core.labels import flag_words
from core.results.filters import ResultFilter, Sort
from core.results.grain import Rows
from core.videos.types import USUAL_EVERY, check_every
from web.api.model import default_threshold
from web.context import context

MAX_LIMIT = 1000
EARLIER = 300_000  # milliseconds, by which a group that was begun before others may overtake them
FILTER_WORDS = {field.name for field in dataclass_fields(ResultFilter)} | {"limit", "cursor"}

Number = TypeVar("Number", int, float)
# Python also reads 1_000, other scripts' digits and spaces around them; no client means those.
_WRITTEN = {
    int: re.compile(r"-?\d{1,18}", re.ASCII),
    float: re.compile(r"-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.I),
}


def number(source: Mapping[str, str], name: str, kind: type[Number]) -> Number | None:
    """A number from a form or query, None if absent. Raises `Invalid` for anything else."""
    text = source.get(name)
    if text is None or text == "":
        return None
    if not _WRITTEN[kind].fullmatch(text):
        raise Invalid(f"{name} must be a number.", f"invalid_{name}")
    return kind(text)


def job_request(fields: Mapping[str, str], default_name: str) -> JobRequest:
    """The optional fields of a new job."""
    threshold = number(fields, "threshold", float)
    opinions = number(fields, "opinions", int)
    return JobRequest(
        name=fields.get("name", "").replace("\0", "").strip() or default_name,
        threshold=default_threshold(context().settings) if threshold is None else threshold,
        framing=fields.get("framing") or "auto",
        expected=number(fields, "expected", int),
        uncertain_flags=flag_words(fields.get("uncertain_flags", context().settings.uncertain_flags)),
        opinions=1 if opinions is None else opinions,
        refused=number(fields, "refused", int) or 0,
    )


def json_object() -> dict[str, object]:
    """The request's body. Raises `Invalid` for anything but a JSON object."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid("Send a JSON object.", "invalid_json")
    return body


def video_every(fields: Mapping[str, str]) -> float:
    """Seconds between the sampled frames of videos."""
    asked = number(fields, "every", float)
    return USUAL_EVERY if asked is None else check_every(asked)


def ids_in_turn(job_id: str) -> Iterator[str] | None:
    """Ids for a group of images by when its client began it, or None where that is not told.

    A job's rows stand in the order of these ids. Groups that are sent side by side or again come out of turn;
    what they are called by their beginnings does not. None is called earlier than its job, or later than now,
    and by not more than `EARLIER` before now: what is called earlier is classified before what waits already.
    Raises `Invalid` for a beginning before the job.
    """
    begun = number(request.args, "begun", int)
    if begun is None:
        return None
    if begun < 0:
        raise Invalid("begun must be 0 or more.", "invalid_begun")
    made, now = made_at(job_id), time.time_ns() // 1_000_000
    return ids_from(min(max(made + begun, now - EARLIER), now))


def result_filter(also: Collection[str] = ()) -> ResultFilter:
    """The filter and order that the address names, beside words that are `also` to be there."""
    words = request.args
    unknown = set(words) - FILTER_WORDS - set(also)
    if unknown:  # a misspelt filter must not export everything
        raise Invalid(f"There is no filter called {', '.join(sorted(unknown))}.", "invalid_filter")
    # ResultFilter checks both words.
    sort: Sort = words.get("sort") or "created"  # type: ignore[assignment]
    rows: Rows | None = words.get("rows") or None  # type: ignore[assignment]
    return ResultFilter(
        label=words.get("label") or None,
        status=words.get("status") or None,
        decision=words.get("decision") or None,
        min_confidence=number(words, "min_confidence", float),
        max_confidence=number(words, "max_confidence", float),
        reviewed=truth("reviewed"),
        filename=(words.get("filename") or "").replace("\0", "") or None,
        # An address turns the plus of 70+ into a space unless it is escaped, and no group has a space.
        age_group=(words.get("age_group") or "").replace(" ", "+") or None,
        mask=words.get("mask") or None,
        quality_flag=words.get("quality_flag") or None,
        track=words.get("track") or None,
        image=words.get("image") or None,
        changed=truth("changed"),
        rows=rows,
        sort=sort,
    )


def truth(name: str) -> bool | None:
    """A yes or no from the address, None if absent. Raises `Invalid` for anything else."""
    word = (request.args.get(name) or "").lower()
    if word not in {"", "true", "false", "1", "0"}:
        raise Invalid(f"{name} must be true or false.", f"invalid_{name}")
    return None if word == "" else word in {"true", "1"}


def identifier(name: str) -> str | None:
    """An id from the address as it is stored, None if absent. Raises `Invalid` for anything else."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        raise Invalid(f"{name} must be an id.", f"invalid_{name}") from None


def limit(default: int, most: int = MAX_LIMIT) -> int:
    """How many items a page may hold."""
    asked = number(request.args, "limit", int)
    if asked is not None and not 1 <= asked <= most:
        raise Invalid(f"limit must be from 1 to {most}.", "invalid_limit")
    return default if asked is None else asked


def idempotency_key() -> str | None:
    """The key that makes a retry harmless. Raises `Invalid` for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= 255 and key.isprintable()):
        raise Invalid("Idempotency-Key must have 1 to 255 printable characters.", "invalid_idempotency_key")
    return key


def wait_seconds() -> float:
    """How long the answer may be held, 0 to 10 seconds."""
    asked = number(request.args, "wait", float)
    if asked is not None and not 0 <= asked <= 10:
        raise Invalid("wait must be from 0 to 10 seconds.", "invalid_wait")
    return asked or 0.0
