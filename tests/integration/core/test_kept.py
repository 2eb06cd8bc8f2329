"""How many rows a filter keeps, and how many of their faces people called female or male, in one pass."""

import pytest

from core.database import Database
from core.labels import LABELS
from core.results.filters import ResultFilter
from core.results.page import stream_results
from core.reviews.splits import Kept, count_kept
from core.reviews.types import Reviewer
from core.reviews.write import add_review
from tests.support.factories import (
    create_account,
    create_job,
    crowd,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    sure,
    talked_about,
)


@pytest.fixture
def job(database: Database) -> str:
    """Images of all kinds, and two of each that shows a face."""
    made = create_job(database, 10)
    end_in_turn(database, *2 * (sure, doubtful, crowd, talked_about), faceless, failed)
    return made


def settle(database: Database, job: str, *labels: str) -> None:
    """Say these of the job's first faces."""
    who = Reviewer(create_account(database), "owner")
    with database.write() as connection:
        rows = [row for row in stream_results(connection, job, ResultFilter()) if row.face_id]
        for row, label in zip(rows, labels, strict=False):
            add_review(connection, who, str(row.face_id), label)


@pytest.mark.parametrize(
    "chosen",
    [
        ResultFilter(),
        ResultFilter(label="male"),
        ResultFilter(filename="00"),
        ResultFilter(filename="3"),
        ResultFilter(mask="worn", sort="-reviewed"),
        ResultFilter(min_confidence=0.7),
        ResultFilter(reviewed=True, max_confidence=0.99),
        ResultFilter(reviewed=False),
        ResultFilter(filename="nothing"),
        ResultFilter(rows="people"),
    ],
)
def test_both_are_those_of_the_rows(database: Database, job: str, chosen: ResultFilter) -> None:
    settle(database, job, "female", "male", "unclear", "female", "not_a_face", "male")
    with database.read() as connection:
        rows = list(stream_results(connection, job, chosen))
        settled = sum(row.reviewed_label in LABELS for row in rows)
        assert count_kept(connection, job, chosen) == Kept(len(rows), settled)


def test_rows_that_were_counted_before_are_taken_as_said(database: Database, job: str) -> None:
    with database.read() as connection:
        assert count_kept(connection, job, ResultFilter(), 77) == Kept(77, 0)
    settle(database, job, "female")
    with database.read() as connection:
        assert count_kept(connection, job, ResultFilter(), 77) == Kept(77, 1)
