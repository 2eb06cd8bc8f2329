"""The stacked bar: its parts lie side by side and add up to what has ended."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.jobs.state import Counts, JobView
from core.labels import JobState
from web.pages.progress import SCALE, ended, segments, stopped, under_way, whole

COUNTS = Counts(
    expected=100, received=90, waiting=20, working=10, classified=40, uncertain=15, no_face=5, failed=5
)

SURE = replace(COUNTS, uncertain=0, no_face=0, failed=0)


def create_job(state: JobState, counts: Counts = COUNTS) -> JobView:
    return JobView("id", "job", state, counts, 0.8, "face", datetime.now(UTC), None)


def test_parts_follow_one_another_without_gaps() -> None:
    parts = segments(create_job("working"))
    assert [part.start for part in parts[1:]] == [part.start + part.width for part in parts[:-1]]


def test_sure_and_uncertain_share_what_was_classified() -> None:
    counts = {part.kind: part.count for part in segments(create_job("working"))}
    assert counts == {"settled": 25, "uncertain": 15, "no_face": 5, "failed": 5}


def test_the_bar_is_as_long_as_what_has_ended() -> None:
    assert (
        sum(part.width for part in segments(create_job("working"))) == SCALE * ended(COUNTS) / COUNTS.expected
    )


def test_empty_parts_are_not_drawn() -> None:
    assert [part.kind for part in segments(create_job("working", SURE))] == ["settled"]


def test_a_job_without_images_has_an_empty_bar() -> None:
    assert segments(create_job("done", Counts(0, 0, 0, 0, 0, 0, 0, 0))) == []


def test_a_cancelled_job_is_about_what_came() -> None:
    cancelled = create_job("cancelled")
    assert whole(cancelled) == COUNTS.received
    assert sum(part.width for part in segments(cancelled)) == pytest.approx(SCALE * 50 / 90, abs=0.1)


def test_what_a_cancel_stopped_is_the_rest() -> None:
    assert stopped(COUNTS) == 10


@pytest.mark.parametrize(("state", "waiting", "working", "expected"), [
    ("receiving", 0, 0, True), ("waiting", 9, 0, True), ("working", 9, 3, True),
    ("done", 0, 0, False), ("cancelled", 0, 0, False), ("cancelled", 0, 3, True), ("cancelled", 9, 0, True),
])  # fmt: skip
def test_numbers_change_until_the_last_image_has_ended(
    state: JobState, waiting: int, working: int, expected: bool
) -> None:
    counts = replace(COUNTS, waiting=waiting, working=working)
    assert under_way(create_job(state, counts)) is expected
