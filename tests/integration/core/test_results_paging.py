"""Every order pages through all rows exactly once, and every export is the same rows."""

import csv
import io
import json
from contextlib import suppress
from typing import get_args

import pytest

from core.cursor import encode_cursor
from core.database import Database
from core.errors import Invalid
from core.results.export import csv_lines, jsonl_lines, row_json
from core.results.filters import ResultFilter, Sort
from core.results.page import results_page, stream_results
from core.results.row import COLUMNS, ResultRow
from core.work.types import ClaimedImage, Face, Outcome
from tests.support.factories import create_image, create_job, end_in_turn, end_some, faceless, failed, sure

SORTS = get_args(Sort)
FILTERS = (
    ResultFilter(),
    ResultFilter(label="male"),
    ResultFilter(status="failed"),
    ResultFilter(filename="b"),
)


def two_faces(image: ClaimedImage) -> Outcome:
    faces = (Face((0, 0, 9, 9), "female", 0.7, 0.7, 0.3), Face((9, 0, 9, 9), "male", 0.7, 0.3, 0.7))
    return Outcome(image.id, image.job_id, faces)


@pytest.fixture(scope="module")
def database(lasting_database: Database) -> Database:
    return lasting_database


@pytest.fixture(scope="module")
def job(database: Database) -> str:
    """Rows with equal names, equal confidences, two faces, and none."""
    names = ("b.jpg", "a.jpg", "B.jpg", "a.jpg", "c.jpg", "ä.jpg", "a.jpg", "=b.jpg", "z.jpg")
    made = create_job(database, [create_image(name) for name in names])
    end_in_turn(
        database, sure, failed, two_faces, faceless, sure, lambda image: sure(image, "male", 0.1 + 0.2 + 0.3),
        failed, lambda image: sure(image, "male", 1.0), two_faces,
    )  # fmt: skip
    return made


def pages(database: Database, job_id: str, chosen: ResultFilter, limit: int) -> list[ResultRow]:
    rows, cursor = list[ResultRow](), None
    while True:
        with database.read() as connection:
            page = results_page(connection, job_id, chosen, limit, cursor)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            return rows


def streamed(database: Database, job_id: str, chosen: ResultFilter) -> list[ResultRow]:
    with database.read() as connection:
        return list(stream_results(connection, job_id, chosen))


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 4, 11])
def test_pages_hold_every_row_once(database: Database, job: str, sort: Sort, limit: int) -> None:
    rows = pages(database, job, ResultFilter(sort=sort), limit)
    assert len(rows) == 11
    assert len({(row.image_id, row.face_id) for row in rows}) == 11


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("chosen", FILTERS, ids=["all", "label", "status", "filename"])
def test_exports_are_the_pages(database: Database, job: str, sort: Sort, chosen: ResultFilter) -> None:
    asked = ResultFilter(chosen.label, chosen.status, filename=chosen.filename, sort=sort)
    rows = pages(database, job, asked, 3)
    assert rows
    assert streamed(database, job, asked) == rows


@pytest.mark.parametrize(("sort", "sign"), [("confidence", 1), ("-confidence", -1)])
def test_confidences_are_in_order_and_missing_ones_last(
    database: Database, job: str, sort: Sort, sign: int
) -> None:
    found = [row.confidence for row in pages(database, job, ResultFilter(sort=sort), 2)]
    assert found[-3:] == [None] * 3
    known = [value for value in found if value is not None]
    assert known == sorted(known, key=lambda value: sign * value)


def test_names_are_in_order(database: Database, job: str) -> None:
    found = [row.filename for row in pages(database, job, ResultFilter(sort="filename"), 2)]
    assert [name for name in found if name.isascii() and name.islower()] == sorted(
        name for name in found if name.isascii() and name.islower()
    )


def test_the_created_order_is_the_order_of_coming(database: Database) -> None:
    images = [create_image(f"{number}.jpg") for number in (3, 1, 2)]
    job = create_job(database, images)
    end_some(database)
    assert [row.image_id for row in pages(database, job, ResultFilter(), 2)] == [i.id for i in images]


def test_rows_that_come_while_paging_disturb_no_page(database: Database) -> None:
    job = create_job(database, 6)
    end_some(database, limit=4)
    with database.read() as connection:
        first = results_page(connection, job, ResultFilter(), 2)
    end_some(database)
    with database.read() as connection:
        second = results_page(connection, job, ResultFilter(), 10, first.next_cursor)
    assert len({row.image_id for row in [*first.items, *second.items]}) == 6


def test_csv_and_json_lines_hold_the_same_rows(database: Database, job: str) -> None:
    rows = streamed(database, job, ResultFilter())
    table = list(csv.DictReader(io.StringIO("".join(csv_lines(rows)), newline="")))
    objects = [json.loads(line) for line in jsonl_lines(rows)]
    assert [row["image_id"] for row in table] == [row["image_id"] for row in objects]
    for cells, values in zip(table, objects, strict=True):
        assert {name: cells[name].lstrip("'") for name in COLUMNS} == {
            name: "" if values[name] is None else str(values[name]) for name in COLUMNS
        }


def test_a_row_tells_all_of_a_face(database: Database, job: str) -> None:
    row = row_json(pages(database, job, ResultFilter(), 100)[0])
    assert (row["label"], row["decision"], row["confidence"], row["status"]) == (
        "female", "female", 0.95, "classified",
    )  # fmt: skip
    assert (row["face_x"], row["face_y"], row["face_w"], row["face_h"]) == (1, 2, 30, 40)
    assert (row["face_index"], row["model_version"]) == (0, "test-1")


def test_a_failed_row_has_a_reason_and_no_face(database: Database, job: str) -> None:
    (row, *_) = pages(database, job, ResultFilter(status="failed"), 100)
    assert (row.error_code, row.error_detail) == ("undecodable", "The picture is damaged.")
    assert (row.face_id, row.face_index, row.label, row.decision) == (None, None, None, None)


@pytest.mark.parametrize("sort", ["-confidence", "filename", "created"])
@pytest.mark.parametrize("value", ["x", 5, None, "00000000-0000-0000-0000-000000000000"])
def test_a_forged_cursor_is_refused_or_harmless(
    database: Database, job: str, sort: Sort, value: str | float | None
) -> None:
    width = {"created": 2, "filename": 3}.get(sort, 4)
    cursor = encode_cursor([value] * width)
    with database.read() as connection, suppress(Invalid):
        results_page(connection, job, ResultFilter(sort=sort), 10, cursor)


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_of_another_order_is_refused(database: Database, job: str, sort: Sort) -> None:
    other = "filename" if sort.removeprefix("-") != "filename" else "created"
    with database.read() as connection:
        cursor = results_page(connection, job, ResultFilter(sort=other), 1).next_cursor
        with pytest.raises(Invalid):
            results_page(connection, job, ResultFilter(sort=sort), 1, cursor)
