"""A job's counts and its one word, derived from its images."""

from core.database import Database
from tests.support.factories import (
    claim_some,
    create_job,
    doubtful,
    end_in_turn,
    end_some,
    faceless,
    failed,
    read_job,
    sure,
)


def test_a_job_without_announcement_expects_what_came(database: Database) -> None:
    view = read_job(database, create_job(database, 3))
    assert (view.counts.expected, view.counts.received, view.counts.waiting) == (3, 3, 3)
    assert view.state == "waiting"


def test_an_announced_job_is_receiving(database: Database) -> None:
    view = read_job(database, create_job(database, 2, expected=5))
    assert (view.counts.expected, view.counts.received, view.state) == (5, 2, "receiving")


def test_an_empty_announced_job_is_receiving(database: Database) -> None:
    assert read_job(database, create_job(database, expected=1)).state == "receiving"


def test_refused_images_are_expected_no_more(database: Database) -> None:
    view = read_job(database, create_job(database, 3, refused=2, expected=5))
    assert (view.counts.expected, view.state) == (3, "waiting")


def test_a_job_that_waits_for_the_rest_stays_receiving_when_all_that_came_ended(database: Database) -> None:
    job = create_job(database, 2, expected=3)
    end_some(database)
    view = read_job(database, job)
    assert (view.state, view.finished_at) == ("receiving", None)


def test_more_images_than_announced_count_too(database: Database) -> None:
    assert read_job(database, create_job(database, 3, expected=1)).counts.expected == 3


def test_a_claimed_job_is_working(database: Database) -> None:
    job = create_job(database, 3)
    claim_some(database, 1)
    view = read_job(database, job)
    assert (view.state, view.counts.working, view.counts.waiting) == ("working", 1, 2)


def test_a_half_ended_job_is_working(database: Database) -> None:
    job = create_job(database, 2)
    end_some(database, limit=1)
    assert read_job(database, job).state == "working"


def test_an_ended_job_is_done_and_says_when(database: Database) -> None:
    job = create_job(database, 2)
    end_some(database)
    view = read_job(database, job)
    assert view.state == "done"
    assert view.finished_at is not None
    assert view.finished_at >= view.created_at


def test_a_job_done_by_two_batches_is_finished(database: Database) -> None:
    job = create_job(database, 4)
    end_some(database, limit=2)
    assert read_job(database, job).finished_at is None
    end_some(database, limit=2)
    assert read_job(database, job).finished_at is not None


def test_every_end_is_counted_apart(database: Database) -> None:
    job = create_job(database, 5)
    end_in_turn(database, sure, doubtful, faceless, failed)
    counts = read_job(database, job).counts
    assert (counts.classified, counts.no_face, counts.failed, counts.waiting) == (2, 1, 1, 1)


def test_uncertain_images_are_part_of_the_classified(database: Database) -> None:
    job = create_job(database, 3)
    end_in_turn(database, sure, doubtful, doubtful)
    counts = read_job(database, job).counts
    assert (counts.classified, counts.uncertain) == (3, 2)


def test_a_confidence_at_the_threshold_is_certain(database: Database) -> None:
    job = create_job(database, 1, threshold=0.75)
    end_some(database, lambda image: sure(image, confidence=0.75))
    assert read_job(database, job).counts.uncertain == 0


def test_a_job_of_refused_images_alone_is_done_and_says_when(database: Database) -> None:
    view = read_job(database, create_job(database, 0, refused=2))
    assert view.state == "done"
    assert view.finished_at is not None


def test_an_announced_job_whose_last_image_is_refused_is_finished(database: Database) -> None:
    job = create_job(database, 1, refused=1, expected=2)
    end_some(database)
    assert read_job(database, job).finished_at is not None
