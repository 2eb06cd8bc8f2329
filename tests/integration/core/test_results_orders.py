"""Every order, forwards and backwards, page by page: ties and missing values lose no row and repeat none."""

from collections.abc import Callable
from itertools import product
from typing import Any, get_args

import pytest

from core.database import Database
from core.results.filters import ResultFilter, Sort
from core.results.page import results_page
from core.results.row import ResultRow
from core.work.types import ClaimedImage, Outcome
from tests.support.factories import (
    create_image,
    create_job,
    end_in_turn,
    faceless,
    failed,
    mark_reviewed,
    sure,
)

# As Python would sort: by what the row says, and then as the rows came.
VALUES: dict[str, Callable[[ResultRow], Any]] = {
    "confidence": lambda row: row.confidence,
    "label": lambda row: row.label,
    "decision": lambda row: row.decision,
    "age_group": lambda row: row.age_group,
    "mask": lambda row: row.mask,
    "status": lambda row: row.status,
    "reviewed": lambda row: row.reviewed_at,
}


@pytest.fixture(scope="module")
def database(lasting_database: Database) -> Database:
    return lasting_database


@pytest.fixture(scope="module")
def job(database: Database) -> str:
    """Every pair of a label and a confidence, with and without what else may be said; some settled."""
    said: list[dict[str, object]] = [
        {},
        {"mask": "worn"},
        {"mask": "none", "age_group": "70+"},
        {"age_group": "13-19"},
    ]
    faces = [
        lambda image, label=label, confidence=confidence, more=more: sure(image, label, confidence, **more)
        for more, label, confidence in product(said, ("male", "female"), (0.9, 0.6))
    ]
    ways: list[Callable[[ClaimedImage], Outcome]] = [*faces, failed, faceless, *faces[:3], failed]
    images = [create_image(f"{number % 4}.jpg") for number in range(len(ways))]
    made = create_job(database, images)
    end_in_turn(database, *ways)
    for image in images[2:9:3]:
        mark_reviewed(database, image.id)
    return made


def paged(database: Database, chosen: ResultFilter, job: str, limit: int) -> list[ResultRow]:
    rows, cursor = list[ResultRow](), None
    while True:
        with database.read() as connection:
            page = results_page(connection, job, chosen, limit, cursor)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            return rows


def expected(rows: list[ResultRow], sort: str) -> list[ResultRow]:
    name, back = sort.removeprefix("-"), sort.startswith("-")
    if name == "created":
        return rows[::-1] if back else rows
    if name == "filename":
        return sorted(rows, key=lambda row: (row.filename, row.image_id), reverse=back)
    value = VALUES[name]
    known = [row for row in rows if value(row) is not None]
    return (
        [*sorted(known, key=value, reverse=False), *(row for row in rows if value(row) is None)]
        if not back
        else [
            *(
                row
                for one in sorted({value(row) for row in known}, reverse=True)
                for row in known
                if value(row) == one
            ),
            *(row for row in rows if value(row) is None),
        ]
    )


@pytest.mark.parametrize("rows", ["faces", "people"])
def test_every_order_is_that_of_its_values(database: Database, job: str, rows: Any) -> None:  # noqa: ANN401
    came = paged(database, ResultFilter(), job, 100)
    assert len(came) == 22
    for sort in get_args(Sort):
        for limit in (1, 2, 7, 100):
            found = paged(database, ResultFilter(sort=sort, rows=rows), job, limit)
            assert found == expected(came, sort), (sort, limit)


@pytest.mark.parametrize(
    "words", [{"decision": "uncertain"}, {"mask": "worn"}, {"filename": "1"}, {"status": "failed"}]
)
def test_a_filter_keeps_its_rows_in_every_order(database: Database, job: str, words: dict[str, Any]) -> None:
    came = paged(database, ResultFilter(**words), job, 100)
    assert came
    for sort in get_args(Sort):
        assert paged(database, ResultFilter(sort=sort, **words), job, 2) == expected(came, sort), sort
