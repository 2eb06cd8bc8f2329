"""Cursors of lists: the last row's sort values, opaque to clients."""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from types import NoneType, UnionType
from typing import Any

from core.clock import moment
from core.errors import Invalid

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


Value = str | float | datetime | None
Kind = type | UnionType  # a union with None allows it


def encode_cursor(values: Sequence[Value]) -> str:
    """Pack sort values into a word for the address bar."""
    written = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(written).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[Kind]) -> list[Any]:
    """Unpack a cursor of values of these kinds. Raises `Invalid` for anything that this list did not give."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        values = None
    fits = isinstance(values, list) and len(values) == len(kinds)
    if not fits or not all(_is(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise not_of_this_list()
    return [_read(value, kind) for value, kind in zip(values, kinds, strict=True)]


def not_of_this_list() -> Invalid:
    """What is raised for a cursor that a list did not give."""
    return Invalid("This cursor is not one of this list; start again without it.", "invalid_cursor")


def decode_id_cursor(cursor: str) -> str:
    """Unpack the cursor of a list that is ordered by id alone. Raises `Invalid`."""
    return str(decode_cursor(cursor, (uuid.UUID,))[0])


def _is(value: Any, kind: Kind) -> bool:  # noqa: ANN401 - JSON
    """True when a value read from JSON is of the kind that a column takes."""
    if isinstance(kind, UnionType):
        return any(value is None if one is NoneType else _is(value, one) for one in kind.__args__)
    if kind is datetime:
        return isinstance(value, str) and moment(value) is not None
    if kind is uuid.UUID:
        return isinstance(value, str) and _UUID.fullmatch(value) is not None
    if kind is float:
        return type(value) in {float, int} and 0 <= value <= 1
    if kind is int:
        return type(value) is int and 0 <= value < 2**31
    return isinstance(value, str) and "\0" not in value


def _read(value: Any, kind: Kind) -> Any:  # noqa: ANN401 - JSON
    """A value of the kind as the database takes it."""
    of_time = kind is datetime or (isinstance(kind, UnionType) and datetime in kind.__args__)
    return moment(value) if of_time and value is not None else value
