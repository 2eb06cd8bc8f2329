"""Flags that make an answer uncertain: rows, filters and counts say the same, which is what `decide` says."""

from itertools import combinations

import pytest

from core.database import Database
from core.labels import QUALITY_FLAGS, decide
from core.results.filters import ResultFilter
from core.results.page import count_results, results_page, stream_results
from core.results.row import ResultRow
from core.work.types import ClaimedImage, Face, Outcome
from tests.support.factories import (
    create_image,
    create_job,
    end_in_turn,
    faceless,
    failed,
    read_job,
    sure,
)

EVERY_SET = [" ".join(some) for size in range(5) for some in combinations(QUALITY_FLAGS, size)]
CASES = [
    (label, confidence, flags)
    for flags in EVERY_SET
    for label, confidence in (("female", 0.9), ("male", 0.79), ("male", 0.8))
]


def filled(database: Database, uncertain_flags: str) -> str:
    """A job that has an image of every kind of answer, one without a face and one that failed."""
    images = [create_image(f"{n:03}.jpg") for n in range(len(CASES) + 2)]
    job = create_job(database, images, threshold=0.8, uncertain_flags=tuple(uncertain_flags.split()))
    ways = [lambda image, case=case: sure(image, case[0], case[1], quality_flags=case[2]) for case in CASES]
    end_in_turn(database, *ways, faceless, failed)
    return job


def kept(database: Database, job: str, **words: str) -> list[ResultRow]:
    chosen = ResultFilter(**words)  # type: ignore[arg-type]
    with database.read() as connection:
        rows = results_page(connection, job, chosen, 1000).items
        assert count_results(connection, job, chosen) == len(rows)
        assert list(stream_results(connection, job, chosen)) == rows
    return rows


@pytest.mark.parametrize("uncertain_flags", ["", "dark", "blurred turned", " ".join(QUALITY_FLAGS)])
def test_rows_filters_and_counts_follow_one_rule(database: Database, uncertain_flags: str) -> None:
    job = filled(database, uncertain_flags)
    decisions = [
        decide(label, confidence, 0.8, flags, uncertain_flags)  # type: ignore[arg-type]
        for label, confidence, flags in CASES
    ]
    assert [row.decision for row in kept(database, job)] == [*decisions, None, None]
    for decision in ("female", "male", "uncertain"):
        assert len(kept(database, job, decision=decision)) == decisions.count(decision)  # type: ignore[arg-type]
    counts = read_job(database, job).counts
    assert (counts.classified, counts.no_face, counts.failed) == (len(CASES), 1, 1)
    assert counts.uncertain == decisions.count("uncertain")


def test_each_job_is_counted_by_its_own_rule(database: Database) -> None:
    rules = ("", "dark", "blurred dark tiny turned")
    jobs = [filled(database, rule) for rule in rules]
    alone = [read_job(database, job).counts.uncertain for job in jobs]
    expected = [
        sum(decide(label, share, 0.8, flags, rule) == "uncertain" for label, share, flags in CASES)  # type: ignore[arg-type]
        for rule in rules
    ]
    assert alone == expected == sorted(set(expected))


def test_an_image_with_one_doubted_face_is_one_uncertain_image(database: Database) -> None:
    def two_faces(image: ClaimedImage) -> Outcome:
        faces = [Face((0, 0, 9, 9), "female", 0.9, 0.9, 0.1, quality_flags=flags) for flags in ("", "dark")]
        return Outcome(image.id, image.job_id, faces)

    job = create_job(database, 2, uncertain_flags=("dark",))
    end_in_turn(database, two_faces, two_faces)
    assert read_job(database, job).counts.uncertain == 2
    assert [row.decision for row in kept(database, job)] == ["female", "uncertain"] * 2
    assert [row.face_index for row in kept(database, job, decision="uncertain")] == [1, 1]


def test_the_job_says_its_rule(database: Database) -> None:
    assert read_job(database, create_job(database, 1)).uncertain_flags == ""
    job = create_job(database, 1, uncertain_flags=("dark", "turned"))
    assert read_job(database, job).uncertain_flags == "dark turned"
