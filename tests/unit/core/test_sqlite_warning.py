"""The SQLite versions with the WAL-reset bug, and those without."""

import pytest

from core.database import sqlite_warning

Version = tuple[int, int, int]


@pytest.mark.parametrize(
    "version",
    [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)],
)  # fmt: skip
def test_it_warns(version: Version) -> None:
    sentence = sqlite_warning(version)
    assert sentence is not None
    assert f"SQLite {'.'.join(map(str, version))} " in sentence
    assert "3.51.3" in sentence


@pytest.mark.parametrize(
    "version", [(3, 6, 23), (3, 44, 6), (3, 44, 7), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)]
)
def test_it_is_silent(version: Version) -> None:
    assert sqlite_warning(version) is None
