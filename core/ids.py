"""Identifiers: UUID version 7, so that their order is that of the moments they were made for.

That is when they were made, but for images of a group that its client began earlier (`ids_from`).
"""

import os
import threading
import time
from collections.abc import Iterator
from itertools import count
from uuid import UUID

_turn = threading.Lock()
_last = 0


def new_id() -> str:
    """Make a UUIDv7 (RFC 9562) in its usual 36 characters, greater than all that this process made before.

    The 12 bits after the milliseconds are a counter (RFC 9562, 6.2, method 1): the images of one upload keep
    their order, which 62 random bits alone would not give within a millisecond.
    """
    global _last  # noqa: PLW0603 - one counter a process is the point
    with _turn:
        _last = max(_last + 1, (time.time_ns() // 1_000_000) << 12)
        ticks = _last
    return _written(ticks)


def ids_from(moment: int) -> Iterator[str]:
    """Ids in their order, as if made one after the other from a millisecond since 1970 on."""
    return map(_written, count(moment << 12))


def made_at(identifier: str) -> int:
    """The millisecond since 1970 for which an id was made."""
    return UUID(identifier).int >> 80


def _written(ticks: int) -> str:
    head = f"{ticks >> 12:012x}"
    tail = f"{int.from_bytes(os.urandom(8)) & (2**62 - 1) | 0b10 << 62:016x}"
    return f"{head[:8]}-{head[8:]}-7{ticks & 0xFFF:03x}-{tail[:4]}-{tail[4:]}"


def is_id(text: str) -> bool:
    """Whether a text is an identifier in its usual spelling."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
