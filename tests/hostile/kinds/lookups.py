"""Lookups with ids, cursors, numbers and filters that are none."""

import base64
import json
from functools import partial

from tests.hostile.wire import Attempt, Target

LOOKUPS: list[Attempt] = []

_STRANGE = "00000000-0000-7000-8000-000000000000"


def _get(family: str, path: str, status: int, code: str, name: str = "") -> None:
    LOOKUPS.append(Attempt(family, name or path, partial(_reading, path), status, code))


def _reading(path: str, target: Target) -> bytes:
    known = path.replace("{job}", target.job_id).replace("{image}", target.image_id)
    return target.call("GET", f"/api/v1{known}")


def cursor(values: object) -> str:
    """A cursor as lists give it, of any values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


for _id in (
    "1",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "{job}%00",
    "'%20OR%201=1--",
    _STRANGE[:-1],
    _STRANGE + "0",
    "%ff",
):
    _get("ids", f"/jobs/{_id}", 404, "not_found")
_get("ids", f"/jobs/{'0' * 3000}", 404, "not_found", name="/jobs/ and 3,000 digits")
for _path in (
    "jobs/%s",
    "jobs/%s/results",
    "jobs/%s/results.csv",
    "images/%s/preview",
    "faces/%s/crop",
    "snapshots/%s",
):
    _get("ids", f"/{_path % _STRANGE}", 404, "not_found")
for _path in ("/faces/{image}/crop", "/images/{job}/preview", "/jobs/{image}"):
    _get("ids", _path, 404, "not_found", name=f"another thing's id in {_path}")

_CURSORS = {
    "a word": "x",
    "no base64": "!!!",
    "two numbers": cursor([1, 2]),
    "an object": cursor({"a": 1}),
    "a number": cursor(7),
    "no id": cursor(["x"]),
    "a NUL": cursor(["\0"]),
    "NaN": cursor([float("nan"), "x"]),
    "2⁹⁹": cursor([2**99, "x"]),
    "a list 2,000 deep": base64.urlsafe_b64encode(b"[" * 2000).decode().rstrip("="),
    "no UTF-8": "%ff%fe",
}
for _list in ("/jobs", "/jobs/{job}/images", "/jobs/{job}/results", "/jobs/{job}/videos"):
    for _name, _cursor in _CURSORS.items():
        _get("cursors", f"{_list}?cursor={_cursor}", 400, "invalid_cursor", name=f"{_list}, {_name}")

for _number in (
    "0",
    "-1",
    "1001",
    "1.5",
    "nan",
    "1_0",
    "%D9%A3",
    "%2B5",
    "1e3",
    "9" * 2000,
    "0x10",
    "1;drop",
):
    _get(
        "numbers",
        f"/jobs?limit={_number}",
        400,
        "invalid_limit",
        name=f"limit={_number[:9]} of {len(_number)}",
    )
for _number in ("15", "2049", "-640", "640px", "9" * 40):
    _get("numbers", f"/images/{{image}}/preview?size={_number}", 400, "invalid_size")
for _number in ("nan", "inf", "-1", "11", "1e999"):
    _get("numbers", f"/snapshots/{{image}}?wait={_number}", 400, "invalid_wait")
_get("numbers", "/jobs/{job}/results?min_confidence=nan", 400, "invalid_min_confidence")
_get("numbers", "/jobs/{job}/results?max_confidence=2", 400, "invalid_filter")
for _filter in (
    "labell=male",
    "label=Male",
    "status=%00",
    "sort=name;drop",
    "track=x",
    "rows=all",
    "age_group=70",
    "mask=%F0%9F%98%B7",
    "label%00=male",
):
    _get("filters", f"/jobs/{{job}}/results?{_filter}", 400, "invalid_filter")
_get("filters", "/jobs/{job}/results?reviewed=perhaps", 400, "invalid_reviewed")
