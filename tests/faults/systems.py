"""Which databases a fault is tried on: SQLite always, Postgres beside it where the two can differ."""

import pytest

on_both_databases = pytest.mark.parametrize(
    "fragile",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.thorough])],
    indirect=True,
)
