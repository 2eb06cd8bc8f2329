"""Cursors of lists: the last row's sort values, opaque to clients."""

import base64
import binascii
import json
from collections.abc import Sequence

from core.errors import Invalid


def encode_cursor(values: Sequence[str | float | None]) -> str:
    """Pack sort values into a word for the address bar."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[str | float | None]:
    """Unpack a cursor of `length` values. Raises `Invalid` for anything that is none."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(map(_plain, values)):
        raise Invalid("This cursor is not one of this list; start again without it.", "invalid_cursor")
    return values


def _plain(value: object) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    return value is None or (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53
    )
