"""Faces counted by group: the sums are what a reading of every row gives, at thresholds to the last bit."""

from datetime import UTC, datetime
from math import nextafter

import pytest
from sqlalchemy import update

from core.database import Database
from core.results.filters import ResultFilter
from core.results.page import stream_results
from core.results.row import ResultRow
from core.results.tally import Scope, of_account, of_job, places, told
from core.results.thresholds import STEPS, left_uncertain
from core.tables import Result
from core.work.types import ClaimedImage, Outcome
from tests.support.factories import (
    create_account,
    create_job,
    end_in_turn,
    faceless,
    failed,
    mark_reviewed,
    sure,
)

# Where a product of a float and 1000 rounds down or up, and the neighbours of these on either side.
EDGES = [step / 1000 for step in (500, 507, 570, 575, 580, 901, 950, 990, 995, 997, 999)]
CONFIDENCES = [
    near for edge in EDGES for near in (nextafter(edge, 0), edge, nextafter(edge, 1)) if near >= 0.5
]
FLAGS = ("", "dark", "blurred tiny", "turned")


def filled(database: Database, threshold: float, flags: tuple[str, ...] = (), owner: str = "owner") -> str:
    """A job with a face of every confidence, both labels and all flags among them, and two without a face."""
    job = create_job(database, len(CONFIDENCES) + 2, threshold=threshold, uncertain_flags=flags, owner=owner)

    def way(image: ClaimedImage, place: int) -> Outcome:
        label = ("female", "male")[place % 2]
        return sure(image, label, CONFIDENCES[place], quality_flags=FLAGS[place % 4])

    ways = [lambda image, place=place: way(image, place) for place in range(len(CONFIDENCES))]
    end_in_turn(database, *ways, faceless, failed)
    return job


def faces(database: Database, job: str) -> list[ResultRow]:
    with database.read() as connection:
        return [row for row in stream_results(connection, job, ResultFilter()) if row.label]


def scope_of(database: Database, job: str) -> Scope:
    with database.read() as connection:
        return of_job(connection, job)


@pytest.mark.parametrize("flags", [(), ("dark",), ("blurred", "turned")])
def test_a_threshold_leaves_what_its_rows_say(database: Database, flags: tuple[str, ...]) -> None:
    job = filled(database, 0.8, flags)
    with database.read() as connection:
        left = left_uncertain(places(connection, scope_of(database, job)))
    rows = faces(database, job)
    doubts = set(flags)

    def uncertain(row: ResultRow, threshold: float) -> bool:
        return row.confidence < threshold or bool(doubts.intersection(row.quality_flags.split()))  # type: ignore[operator]

    assert left == [sum(uncertain(row, step / 1000) for row in rows) for step in STEPS]
    assert left[0] < left[-1] == len(rows)


def test_cells_say_what_their_rows_say(database: Database) -> None:
    job = filled(database, 0.9532, ("dark",))  # no thousandth
    rows = faces(database, job)
    for row, label in zip(rows[::3], ("female", "male", "unclear", "not_a_face"), strict=False):
        mark_reviewed(database, str(row.image_id), label)
    rows = faces(database, job)
    late = datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC)
    with database.write() as connection:
        for row, moment in zip(rows[:2], late, strict=True):
            connection.execute(update(Result).where(Result.id == row.face_id).values(classified_at=moment))
    rows = faces(database, job)
    with database.read() as connection:
        scope = of_job(connection, job)
        cells, by_place = told(connection, scope), places(connection, scope)
    assert {cell.day for cell in cells} >= {"2026-03-01", "2026-02-28"}
    counted = {
        (cell.day, cell.model_version, cell.label, bool(cell.uncertain), cell.said): cell.faces
        for cell in cells
    }
    expected: dict[tuple[object, ...], int] = {}
    for row in rows:
        assert row.classified_at is not None
        day = row.classified_at.astimezone(UTC).date().isoformat()
        key = (day, row.model_version, row.label, row.decision == "uncertain", row.reviewed_label)
        expected[key] = expected.get(key, 0) + 1
    assert counted == expected
    assert sum(cell.confidence for cell in cells) == pytest.approx(sum(row.confidence or 0 for row in rows))
    assert sum(each.faces for each in by_place if each.under or each.doubted) == sum(
        row.decision == "uncertain" for row in rows
    )


def test_all_jobs_of_an_account_and_no_others_are_counted(database: Database) -> None:
    filled(database, 0.8, ("dark",))
    filled(database, 0.9)
    filled(database, 0.9, owner="stranger")
    with database.read() as connection:
        cells = told(connection, of_account(connection, create_account(database)))
        nothing = told(connection, of_account(connection, create_account(database, "nobody")))
    assert sum(cell.faces for cell in cells) == 2 * len(CONFIDENCES)
    assert nothing == []
