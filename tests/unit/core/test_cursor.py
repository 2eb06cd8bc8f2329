"""Cursors: what went in comes out, and what clients make up is refused."""

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cursor import decode_cursor, decode_id_cursor, encode_cursor
from core.errors import Invalid

VALUES = st.tuples(
    st.none() | st.floats(0, 1),
    st.integers(0, 2**31 - 1),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.uuids().map(str),
).map(list)
KINDS = (float | None, int, str, UUID)


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@given(VALUES)
def test_values_come_back(values: list[str | float | None]) -> None:
    assert decode_cursor(encode_cursor(values), KINDS) == values


@given(VALUES)
def test_a_cursor_needs_no_escaping_in_an_address(values: list[str | float | None]) -> None:
    assert set(encode_cursor(values)) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    )


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert len(decode_cursor(text, (float, int))) == 2


@pytest.mark.parametrize(
    "value",
    [{}, 5, "ab", None, [1], [1, 2, 3], [[], 1], [{}, 1], [True, 1], [1, True], [1, 0.5], ["1", 1], [None, 1],
     [float("nan"), 1], [float("inf"), 1], [1, 2**60], [1, -1], [2, 1]],
    ids=repr,
)  # fmt: skip
def test_what_is_no_cursor_of_two_is_refused(value: object) -> None:
    with pytest.raises(Invalid):
        decode_cursor(packed(value), (float, int))


def test_deeply_nested_garbage_is_refused() -> None:
    with pytest.raises(Invalid):
        decode_cursor(base64.urlsafe_b64encode(b"[" * 100_000).decode(), (int,))


@pytest.mark.parametrize("value", ["", "garbage", "0" * 32, "00000000-0000-0000-0000-00000000000g", 7, None])
def test_an_id_is_a_uuid(value: object) -> None:
    with pytest.raises(Invalid):
        decode_id_cursor(packed([value]))


def test_text_with_nul_is_refused() -> None:
    with pytest.raises(Invalid):
        decode_cursor(packed(["a\0b"]), (str,))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-11-28", 5])
def test_a_time_without_a_zone_or_beyond_the_calendar_is_refused(text: object) -> None:
    with pytest.raises(Invalid):
        decode_cursor(packed([text]), (datetime | None,))


def test_a_time_is_read_as_utc() -> None:
    (read,) = decode_cursor(packed(["2026-11-28T12:00:00+01:00"]), (datetime,))
    assert (read, read.tzinfo) == (datetime(2026, 11, 28, 11, tzinfo=UTC), UTC)
