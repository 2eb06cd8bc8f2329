"""Lists that are ordered by id alone: where to go on, a page, and the cursor of the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask import request

from core.cursor import decode_id_cursor, encode_cursor


class _Listed(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_Listed)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """Some items, and the cursor of those after them (None at the end)."""

    items: Sequence[Item]
    next_cursor: str | None


def seen_last() -> str | None:
    """The id behind which the address asks to go on, None from the start. Raises `Invalid`."""
    cursor = request.args.get("cursor")
    return decode_id_cursor(cursor) if cursor else None


def page_of(found: Sequence[Item], limit: int) -> Listing[Item]:
    """A page of `limit` items; `found` has one more where there are more."""
    items = found[:limit]
    return Listing(items, encode_cursor([items[-1].id]) if len(found) > limit else None)
