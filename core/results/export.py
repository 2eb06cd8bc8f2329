"""Exports: the filtered rows as CSV (RFC 4180) or JSON lines, one piece of text at a time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, cast

from core.results.row import columns_of

USUAL = columns_of()
# The wide ones are typed in Japan, where a spreadsheet takes them for the others.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_lines(
    rows: Iterable[object], columns: Sequence[str] = USUAL, *, header: bool = True
) -> Iterator[str]:
    """The header and a line a row, in the order of these columns; formulas in text cells are defused."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if header:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    # A spreadsheet would run such a text as a formula; a leading apostrophe makes it text again.
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def jsonl_lines(rows: Iterable[object]) -> Iterator[str]:
    """One JSON object a line."""
    for row in rows:
        yield json.dumps(row_json(row), ensure_ascii=False) + "\n"


def row_json(row: object) -> dict[str, object]:
    """A row, which is a dataclass, as JSON takes it: times as ISO 8601 in UTC."""
    return {
        name: value.isoformat() if isinstance(value := getattr(row, name), datetime) else value
        for name in _names(cast(Any, type(row)))
    }


@cache
def _names(kind: Any) -> Sequence[str]:  # noqa: ANN401
    """The fields of a dataclass; to ask it anew for each row takes longer than to read them."""
    return [field.name for field in fields(kind)]
