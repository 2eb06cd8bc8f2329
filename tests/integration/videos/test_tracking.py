"""Who is in a video once all its frames have ended: a track a person, made once, and again after a retry."""

import pytest
from sqlalchemy import select, update

from core.database import Database
from core.jobs.actions import retry_job
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.tables import Job, Result, Track, Video
from core.work.types import ClaimedImage, Face, Outcome
from tests.integration.videos.conftest import Desk
from tests.support.factories import create_account, end_in_turn, end_some, faceless, failed, read_job, sure
from tests.support.films import LEFT, RIGHT, face_box, two_people


def both(image: ClaimedImage) -> Outcome:
    """What a finder and a classifier would say of them."""
    one = Face(face_box(*LEFT[1:], 320, 240), "female", 0.95, 0.95, 0.05)
    other = Face(face_box(*RIGHT[1:], 320, 240), "male", 0.7, 0.3, 0.7, quality_flags="blurred")
    return Outcome(image.id, image.job_id, (other, one))


def test_two_people_are_two_tracks_with_their_faces(desk: Desk, database: Database) -> None:
    job = desk.upload(two_people(3))
    desk.sampler().sample_one()
    end_some(database, both)
    assert desk.people(job) == []
    assert desk.make_tracks()
    found = {person.label: person for person in desk.people(job)}
    for person in found.values():
        seen = (person.track_frames, person.track_first_seconds, person.track_last_seconds)
        assert seen == (3, 0.0, 2.0)
    assert {label: person.decision for label, person in found.items()} == {
        "female": "female",
        "male": "uncertain",
    }
    with database.read() as connection:
        rows = results_page(connection, job, ResultFilter(track=found["male"].track_id), 100).items
    assert {(row.track_id, row.track_label) for row in rows} == {(found["male"].track_id, "male")}
    assert [(row.label, row.at_seconds) for row in rows] == [("male", 0.0), ("male", 1.0), ("male", 2.0)]
    assert found["male"].confidence == pytest.approx(0.7)


def test_frames_without_faces_and_failed_ones_are_left_out(desk: Desk, database: Database) -> None:
    job = desk.upload()
    desk.sampler().sample_one()
    end_in_turn(database, sure, faceless, failed)
    desk.make_tracks()
    (track,) = desk.people(job)
    assert (track.track_frames, track.track_last_seconds) == (1, 0.0)
    assert read_job(database, job).state == "done"


def test_nobody_in_it_is_an_answer_too(desk: Desk, database: Database) -> None:
    job = desk.upload()
    desk.sampler().sample_one()
    end_some(database, faceless)
    assert desk.make_tracks()
    assert desk.people(job) == []
    assert read_job(database, job).state == "done"


def test_frames_that_run_again_make_new_tracks(desk: Desk, database: Database) -> None:
    job, account = desk.upload(), create_account(database)
    desk.sampler().sample_one()
    end_in_turn(database, sure, sure, failed)
    desk.make_tracks()
    old = desk.people(job)
    with database.write() as connection:
        assert retry_job(connection, account, job) == 1
    assert not desk.make_tracks()  # one frame is pending
    assert read_job(database, job).state == "working"
    end_some(database)
    assert desk.make_tracks()
    (new,) = desk.people(job)
    assert (old[0].track_frames, new.track_frames) == (2, 3)
    with database.read() as connection:
        assert set(connection.execute(select(Result.track_id)).scalars()) == {new.track_id}
        assert connection.execute(select(Track.id)).scalars().all() == [new.track_id]
    assert read_job(database, job).state == "done"


def test_a_video_whose_tracks_stop_the_worker_gets_none_in_the_end(desk: Desk, database: Database) -> None:
    job, account = desk.upload(), create_account(database)
    desk.sampler().sample_one()
    end_some(database)
    with database.write() as connection:
        connection.execute(update(Video).values(track_tries=3))
    assert desk.make_tracks()
    assert desk.people(job) == []
    assert read_job(database, job).state == "done"
    assert (desk.video(job).state, desk.video(job).error_code) == ("sampled", "tracks_failed")
    with database.write() as connection:
        assert retry_job(connection, account, job) == 1
    assert read_job(database, job).state == "working"
    assert desk.make_tracks()
    assert (len(desk.people(job)), desk.video(job).error_code) == (1, None)


def test_a_flag_that_most_faces_have_is_the_tracks_and_may_be_doubted(desk: Desk, database: Database) -> None:
    job = desk.upload()
    with database.write() as connection:
        connection.execute(update(Job).values(uncertain_flags="blurred"))
    desk.sampler().sample_one()
    end_some(database, lambda image: sure(image, quality_flags="blurred"))
    desk.make_tracks()
    (track,) = desk.people(job)
    assert (track.label, track.quality_flags, track.decision) == ("female", "blurred", "uncertain")
