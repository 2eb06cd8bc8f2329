"""People as rows: what stands for whom, filtered, ordered and paged as faces are."""

from functools import partial
from typing import get_args

import pytest
from sqlalchemy import select, update

from core.database import Database
from core.jobs.create import BULK, add_images
from core.labels import DECISIONS
from core.results.filters import ResultFilter, Sort
from core.results.headcount import headcount, headcount_of_people
from core.results.page import count_results, results_page, stream_results
from core.results.row import ResultRow
from core.reviews.types import Reviewer, Word
from core.reviews.write import add_reviews
from core.tables import Job, Result, Video
from core.work.types import ClaimedImage, Face, Outcome
from tests.integration.videos.conftest import Desk
from tests.support.factories import (
    create_account,
    create_image,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    sure,
)
from tests.support.films import LEFT, RIGHT, face_box, two_people


def both(image: ClaimedImage, share: float) -> Outcome:
    """Two people, of whom the first is female with this share."""
    one = Face(face_box(*LEFT[1:], 320, 240), "female", share, share, 1 - share, mask="worn")
    other = Face(face_box(*RIGHT[1:], 320, 240), "male", 0.9, 0.1, 0.9, quality_flags="blurred")
    return Outcome(image.id, image.job_id, (other, one))


@pytest.fixture
def job(desk: Desk, database: Database) -> str:
    """Two people in three frames of five, a faceless and a failed one; a photo before and a faceless one."""
    made, account = desk.upload(two_people(5)), create_account(database)
    with database.write() as connection:
        add_images(connection, account, made, [create_image("a.jpg"), create_image("b.jpg")], 0, BULK)
    desk.sampler().sample_one()
    seen = [partial(both, share=share) for share in (0.6, 0.99, 0.6)]
    end_in_turn(database, sure, faceless, *seen, faceless, failed)
    desk.make_tracks()
    return made


def shown(database: Database, job: str, **words: object) -> list[ResultRow]:
    """All rows, over pages of one; checked against what is counted and streamed."""
    chosen = ResultFilter(rows="people", **words)  # type: ignore[arg-type]
    rows, cursor = list[ResultRow](), None
    with database.read() as connection:
        while True:
            page = results_page(connection, job, chosen, 1, cursor)
            rows += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        assert count_results(connection, job, chosen) == len(rows)
        assert list(stream_results(connection, job, chosen)) == rows
    return rows


def names(rows: list[ResultRow]) -> list[str]:
    return [f"{row.filename} {row.track_number or row.status}" for row in rows]


def test_one_row_a_person_beside_photos_and_what_failed(database: Database, job: str) -> None:
    assert names(shown(database, job)) == [
        "a.jpg classified",
        "b.jpg no_face",
        "clip.mp4 @ 00:00:04.0 failed",
        "clip.mp4 1",
        "clip.mp4 2",
    ]


def test_a_person_shows_the_best_face_and_says_what_was_made_of_all(database: Database, job: str) -> None:
    (female,) = [row for row in shown(database, job, label="female") if row.track_id]
    assert (female.at_seconds, female.mask, female.face_index) == (1.0, "worn", 1)
    assert female.confidence == female.track_confidence == pytest.approx(0.73)
    assert (female.decision, female.p_male) == ("uncertain", pytest.approx(0.27))
    assert (female.track_frames, female.track_first_seconds, female.track_last_seconds) == (3, 0.0, 2.0)


FILTERS: list[tuple[dict[str, object], list[str]]] = [
    ({"decision": "uncertain"}, ["female"]),
    ({"min_confidence": 0.95}, ["a.jpg"]),
    ({"max_confidence": 0.75}, ["female"]),
    ({"label": "male"}, ["male"]),
    ({"quality_flag": "blurred"}, ["male"]),
    ({"mask": "worn"}, ["female"]),
    ({"filename": "CLIP.mp4", "status": "classified"}, ["female", "male"]),
    ({"filename": "00:00:01"}, []),
    ({"status": "no_face"}, ["b.jpg"]),
    ({"status": "failed"}, ["clip.mp4 @ 00:00:04.0"]),
]


def test_filters_ask_what_the_row_says(database: Database, job: str) -> None:
    for words, expected in FILTERS:
        found = shown(database, job, **words)
        assert sorted(str(row.label) if row.track_id else row.filename for row in found) == expected, words


def test_every_order_pages_through_all_of_them(database: Database, job: str) -> None:
    everybody = sorted(names(shown(database, job)))
    for sort in get_args(Sort):
        rows = shown(database, job, sort=sort)
        assert sorted(names(rows)) == everybody
        shares = [row.confidence for row in rows if row.confidence is not None]
        if "confidence" in sort:
            assert shares == sorted(shares, reverse=sort.startswith("-"))
            assert [row.confidence for row in rows[-2:]] == [None, None]


def check_head(database: Database, job: str) -> None:
    """The numbers at the head are those of the rows that their filters show, whatever the job doubts."""
    for flags in ("", "blurred"):
        with database.write() as connection:
            connection.execute(update(Job).where(Job.id == job).values(uncertain_flags=flags))
        with database.read() as connection:
            heads = headcount(connection, job, "people")
        found = {word: len(shown(database, job, decision=word)) for word in DECISIONS}
        found |= {word: len(shown(database, job, status=word)) for word in ("no_face", "failed")}
        found["settled"] = len(shown(database, job, decision="uncertain", reviewed=True))
        assert {word: getattr(heads, word) for word in found} == found
        assert heads.all == len(shown(database, job))


def test_the_numbers_at_the_head_are_those_of_the_rows(database: Database, job: str) -> None:
    """Beside photos frames are read; while tracks are written, their faces are rows of their own."""
    reviewer = Reviewer(create_account(database), "owner", "window")
    check_head(database, job)
    with database.write() as connection:
        faces = connection.execute(select(Result.id).where(Result.label.is_not(None)).order_by(Result.id))
        add_reviews(connection, reviewer, [Word(face, "male") for face in list(faces.scalars())[::2]])
    check_head(database, job)
    with database.write() as connection:
        connection.execute(update(Video).values(tracked_at=None))
    check_head(database, job)
    with database.read() as connection:
        assert headcount_of_people(connection, job, 4) is None  # there are five frames, and two people
        assert headcount_of_people(connection, job, 5) == headcount(connection, job, "people")
        assert headcount_of_people(connection, job, 1) is None


def test_the_numbers_of_films_alone_are_told_without_their_frames(desk: Desk, database: Database) -> None:
    """As soon as all of their faces are people's, and while none is."""
    job = desk.upload(two_people(5))
    desk.sampler().sample_one()
    end_in_turn(database, partial(both, share=0.6), partial(both, share=0.9), faceless, doubtful, failed)
    check_head(database, job)
    with database.read() as connection:
        assert headcount_of_people(connection, job, 0) == headcount(connection, job, "people")
    desk.make_tracks()
    check_head(database, job)
    many = len(desk.people(job))
    with database.read() as connection:
        assert headcount_of_people(connection, job, many) == headcount(connection, job, "people")
        assert headcount_of_people(connection, job, many - 1) is None


def test_a_person_alone_is_their_faces(database: Database, job: str) -> None:
    person = shown(database, job)[-1]
    with database.read() as connection:
        faces = results_page(connection, job, ResultFilter(track=person.track_id), 100).items
    assert [(face.at_seconds, face.label) for face in faces] == [(at, person.label) for at in (0.0, 1.0, 2.0)]


def test_while_tracks_are_written_their_faces_are_rows_of_their_own(database: Database, job: str) -> None:
    with database.write() as connection:
        connection.execute(update(Video).values(tracked_at=None))
    rows = names(shown(database, job))
    assert rows[:2] == ["a.jpg classified", "b.jpg no_face"]
    assert [row.rsplit(" ", 1)[1] for row in rows[2:]] == [*["classified"] * 6, "failed"]


def test_a_page_begins_after_any_row_of_either_part(database: Database, job: str) -> None:
    with database.read() as connection:
        for sort in get_args(Sort):
            chosen = ResultFilter(rows="people", sort=sort)
            rows = list(stream_results(connection, job, chosen))
            for limit in range(1, len(rows)):
                page = results_page(connection, job, chosen, limit)
                rest = results_page(connection, job, chosen, 100, page.next_cursor)
                assert page.items + rest.items == rows


def test_somebody_asked_for_among_people_is_one_row(database: Database, job: str) -> None:
    (person,) = shown(database, job, label="male")
    assert shown(database, job, track=str(person.track_id).upper()) == [person]
