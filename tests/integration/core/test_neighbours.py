"""From row to row in any order: each step forwards is the way back of the next."""

from typing import Any, get_args

import pytest

from core.database import Database
from core.results.filters import ResultFilter, Sort
from core.results.neighbours import neighbours
from core.results.page import results_page
from core.results.row import ResultRow
from tests.support.factories import create_job, crowd, doubtful, end_in_turn, faceless, failed, sure


@pytest.fixture(scope="module")
def database(lasting_database: Database) -> Database:
    return lasting_database


@pytest.fixture(scope="module")
def job(database: Database) -> str:
    """Ties in every value, an image of three faces, one of none, one that failed."""
    made = create_job(database, 7)
    end_in_turn(database, sure, crowd, failed, faceless, doubtful, sure, failed)
    return made


def place(row: ResultRow | None) -> tuple[str | None, int | None] | None:
    return None if row is None else (row.image_id, row.face_index)


@pytest.mark.parametrize("words", [{}, {"status": "failed"}, {"label": "male"}])
def test_each_row_is_between_its_neighbours(database: Database, job: str, words: dict[str, Any]) -> None:
    with database.read() as connection:
        for sort in get_args(Sort):
            chosen = ResultFilter(sort=sort, **words)
            rows = results_page(connection, job, chosen, 100).items
            assert len(rows) > 1
            for number, row in enumerate(rows):
                found = neighbours(connection, job, chosen, str(row.image_id), row.face_index or 0)
                assert place(found.previous) == place(rows[number - 1] if number else None), sort
                assert place(found.following) == place(next(iter(rows[number + 1 :]), None)), sort


def test_a_row_that_left_the_filter_still_has_a_place(database: Database, job: str) -> None:
    chosen = ResultFilter(status="failed")
    with database.read() as connection:
        rows = results_page(connection, job, ResultFilter(), 100).items
        faceless_row = next(row for row in rows if row.status == "no_face")
        found = neighbours(connection, job, chosen, str(faceless_row.image_id))
    assert [place(found.previous), place(found.following)] == [
        place(row) for row in rows if row.status == "failed"
    ]


@pytest.mark.parametrize("sort", ["confidence", "-confidence"])
def test_a_row_without_a_confidence_stands_behind_all_that_have_one(
    database: Database, job: str, sort: Sort
) -> None:
    chosen = ResultFilter(sort=sort, min_confidence=0.5)
    with database.read() as connection:
        rows = results_page(connection, job, ResultFilter(), 100).items
        faceless_row = next(row for row in rows if row.status == "no_face")
        found = neighbours(connection, job, chosen, str(faceless_row.image_id))
        last = results_page(connection, job, chosen, 100).items[-1]
    assert (place(found.previous), found.following) == (place(last), None)


def test_a_row_that_is_gone_has_none(database: Database, job: str) -> None:
    with database.read() as connection:
        found = neighbours(connection, job, ResultFilter(), job)
    assert (found.previous, found.following) == (None, None)
