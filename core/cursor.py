"""Cursors of lists: the last row's sort values, opaque to clients."""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from core.errors import Invalid

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def encode_cursor(values: Sequence[str | float | None]) -> str:
    """Pack sort values into a word for the address bar."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """Unpack a cursor of values of these kinds. Raises `Invalid` for anything that this list did not give."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        values = None
    fits = isinstance(values, list) and len(values) == len(kinds)
    if not fits or not all(_is(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise Invalid("This cursor is not one of this list; start again without it.", "invalid_cursor")
    return list(values)


def decode_id_cursor(cursor: str) -> str:
    """Unpack the cursor of a list that is ordered by id alone. Raises `Invalid`."""
    return str(decode_cursor(cursor, (uuid.UUID,))[0])


def _is(value: Any, kind: type) -> bool:  # noqa: ANN401 - JSON
    """True when a value read from JSON is of the kind that a column takes."""
    if kind is uuid.UUID:
        return isinstance(value, str) and _UUID.fullmatch(value) is not None
    if kind is float:
        return value is None or (type(value) in {float, int} and 0 <= value <= 1)
    if kind is int:
        return type(value) is int and 0 <= value < 2**31
    return isinstance(value, str) and "\0" not in value
