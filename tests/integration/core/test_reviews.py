"""Reviews are rows: the newest that stands shows beside the face, and no two are asked about one face."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest
from sqlalchemy import delete, select

from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.database import Database
from core.errors import Conflict, Invalid, NotFound
from core.jobs.actions import delete_job
from core.results.filters import ResultFilter
from core.results.page import face_row
from core.reviews.history import reviews_of_face
from core.reviews.queue import Question, count_open
from core.reviews.take import take_faces
from core.reviews.types import REVIEW_LABELS, Reviewer
from core.reviews.undo import take_back
from core.reviews.write import add_review
from core.tables import Glance, Result
from tests.support.factories import create_account, create_job, end_in_turn, faceless, failed, sure

CONFIDENCES = (0.7, 0.55, 0.99, 0.6)


@pytest.fixture
def who(database: Database) -> Reviewer:
    return Reviewer(create_account(database), "owner", "window")


@pytest.fixture
def job(database: Database) -> str:
    """Three uncertain faces, a sure one, a faceless and a failed image."""
    made = create_job(database, len(CONFIDENCES) + 2)
    ways = [lambda image, c=c: sure(image, "male", c) for c in CONFIDENCES]
    end_in_turn(database, *ways, faceless, failed)
    return made


def take(
    database: Database, who: Reviewer, asked: Question, limit: int = 10, seconds: float = 60
) -> list[str]:
    return [str(row.face_id) for row in take_faces(database, who, asked, limit, seconds)]


def say(database: Database, who: Reviewer, face: str, label: str) -> None:
    with database.write() as connection:
        add_review(connection, who, face, label)


def undo(database: Database, who: Reviewer, job: str | None = None) -> str:
    with database.write() as connection:
        return take_back(connection, who, job).rows[0].face_id


def standing(database: Database, who: Reviewer, face: str) -> tuple[str | None, str | None]:
    with database.read() as connection:
        row = face_row(connection, who.account_id, face)
    assert (row.reviewed_label is None) == (row.reviewed_at is None)
    return row.reviewed_label, row.reviewer


def confidences(database: Database, who: Reviewer, faces: Sequence[str]) -> list[float | None]:
    with database.read() as connection:
        return [face_row(connection, who.account_id, face).confidence for face in faces]


def test_the_least_certain_come_first_and_sure_ones_only_when_asked(
    database: Database, who: Reviewer, job: str
) -> None:
    uncertain = take(database, who, Question(job))
    assert confidences(database, who, uncertain) == [0.55, 0.6, 0.7]
    everything = take(database, who, Question(job, "all"))
    assert confidences(database, who, everything) == [0.55, 0.6, 0.7, 0.99]
    with database.read() as connection:
        assert count_open(connection, who.account_id, Question(job)) == 3
        assert count_open(connection, who.account_id, Question(None, "all")) == 4
        assert [count_open(connection, who.account_id, Question(job), most) for most in (2, 4)] == [2, 3]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ResultFilter(min_confidence=0.58), [0.6, 0.7, 0.99]),
        (ResultFilter(decision="uncertain", max_confidence=0.6), [0.55, 0.6]),
        (ResultFilter(decision="male"), [0.99]),
        (ResultFilter(label="female"), []),
        (ResultFilter(filename="002"), [0.99]),
        (ResultFilter(rows="people", filename="00", label="male"), [0.55, 0.6, 0.7, 0.99]),
        (ResultFilter(status="failed"), []),
        (ResultFilter(reviewed=True), []),
    ],
)
def test_a_filter_of_results_is_a_question(
    database: Database, who: Reviewer, job: str, chosen: ResultFilter, expected: list[float]
) -> None:
    asked = Question(job, "all", chosen)
    assert confidences(database, who, take(database, who, asked)) == expected
    with database.read() as connection:
        assert count_open(connection, who.account_id, asked) == len(expected)


def test_the_surest_come_first_where_that_is_asked(database: Database, who: Reviewer, job: str) -> None:
    surest = take(database, who, Question(job, "all", order="sure"), 3)
    assert confidences(database, who, surest) == [0.99, 0.7, 0.6]
    chance = [
        take(database, who, Question(job, *asked))
        for asked in (("sample",), ("all", ResultFilter(), "random"))
    ]
    assert chance[0] == chance[1]
    assert set(chance[0]) == set(take(database, who, Question(job, "all")))


def test_two_windows_get_different_faces_until_the_time_is_over(
    database: Database, who: Reviewer, job: str
) -> None:
    other = Reviewer(who.account_id, "owner", "another window")
    mine = take(database, who, Question(job), 2)
    assert take(database, who, Question(job), 2) == mine, "who asks again gets the same"
    assert not set(take(database, other, Question(job))) & set(mine)
    take(database, who, Question(job), 2, seconds=-1)
    assert set(take(database, other, Question(job))) >= set(mine)


def test_many_windows_at_once_share_nothing(database: Database, who: Reviewer) -> None:
    """Each round they begin together, and all of them want the same faces first."""
    crowded = create_job(database, 300)
    for _ in range(300 // 60):
        end_in_turn(database, *[lambda image: sure(image, "male", 0.6)] * 60)
    windows = [Reviewer(who.account_id, "owner", f"window {n}") for n in range(6)]
    together = Barrier(len(windows))

    def ask(window: Reviewer) -> list[str]:
        together.wait()
        return take(database, window, Question(crowded), 8)

    with ThreadPoolExecutor(len(windows)) as pool:
        for _ in range(8):
            found = list(pool.map(ask, windows))
            assert [len(faces) for faces in found] == [8] * len(windows)
            assert len({face for faces in found for face in faces}) == 8 * len(windows)
            with database.write() as connection:
                connection.execute(delete(Glance))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_who_asks_while_others_take_the_last_faces_waits_for_them(
    database: Database, who: Reviewer, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as other:
        connection = other.enter_context(database.write())
        connection.execute(select(Result.id).with_for_update())
        monkeypatch.setattr("core.reviews.take.time.sleep", lambda pause: pause and other.close())
        assert len(take(database, who, Question(job))) == 3


def test_without_a_desk_nothing_is_handed_out_twice(database: Database, who: Reviewer, job: str) -> None:
    program = Reviewer(who.account_id, "owner")
    first, second = (take(database, program, Question(job), 1, seconds) for seconds in (60, -1))
    assert first != second
    rest = take(database, program, Question(job))
    assert rest[0] == second[0], "its glance is over"
    assert len(rest) == 2
    assert take(database, program, Question(job)) == []


@pytest.mark.parametrize("label", REVIEW_LABELS)
def test_a_word_is_kept_and_shown_and_not_asked_again(
    database: Database, who: Reviewer, job: str, label: str
) -> None:
    face = take(database, who, Question(job), 1)[0]
    say(database, who, face, label)
    assert standing(database, who, face) == (label, "owner")
    assert face not in take(database, who, Question(job))


def test_undo_goes_back_step_by_step_and_overwrites_nothing(
    database: Database, who: Reviewer, job: str
) -> None:
    first, second, _ = take(database, who, Question(job))
    say(database, who, first, "female")
    say(database, who, first, "male")
    say(database, who, second, "unclear")
    assert undo(database, who) == second
    assert standing(database, who, second) == (None, None)
    assert undo(database, who, job) == first
    assert standing(database, who, first) == ("female", "owner")
    assert undo(database, who) == first
    assert take(database, who, Question(job))[0] == first
    with pytest.raises(Conflict) as nothing:
        undo(database, who)
    assert nothing.value.code == "nothing_to_undo"
    with database.read() as connection:
        rows = reviews_of_face(connection, who.account_id, first)
    assert [row.label for row in rows] == ["female", "male", None, None]
    assert [row.undoes for row in rows] == [None, None, rows[1].id, rows[0].id]
    assert not any(row.standing for row in rows)


def test_a_desk_takes_back_its_own_words_alone(database: Database, who: Reviewer, job: str) -> None:
    first, second, _ = take(database, who, Question(job))
    say(database, who, first, "female")
    say(database, Reviewer(who.account_id, "owner", "another window"), second, "male")
    assert undo(database, who) == first
    with pytest.raises(Conflict):
        undo(database, Reviewer(who.account_id, "owner"))
    assert standing(database, who, second) == ("male", "owner")


def test_of_words_said_at_once_the_newest_shows(database: Database, who: Reviewer, job: str) -> None:
    """Words and undos about one face from several windows: what shows is what the audit expects."""
    face = take(database, who, Question(job), 1)[0]
    windows = [Reviewer(who.account_id, "owner", f"window {n}") for n in range(4)]
    together = Barrier(len(windows))

    def chatter(window: Reviewer) -> None:
        for label in ("male", "female", "unclear"):
            together.wait()
            say(database, window, face, label)
            together.wait()
            say(database, window, face, "male")
            undo(database, window)

    with ThreadPoolExecutor(len(windows)) as pool:
        list(pool.map(chatter, windows))
    with database.read() as connection:
        newest = [row for row in reviews_of_face(connection, who.account_id, face) if row.standing][-1]
        row = face_row(connection, who.account_id, face)
        assert (row.reviewed_label, row.reviewed_at) == (newest.label, newest.created_at)
        assert audit_rows(connection, Bounds()) == []


def test_undos_at_once_take_back_as_many_words(database: Database, who: Reviewer, job: str) -> None:
    face = take(database, who, Question(job), 1)[0]
    for _ in range(12):
        say(database, who, face, "male")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: undo(database, who), range(12))) == [face] * 12
    assert standing(database, who, face) == (None, None)


def test_a_word_about_a_face_that_goes_meanwhile_finds_none(
    database: Database, who: Reviewer, job: str
) -> None:
    face = take(database, who, Question(job), 1)[0]
    with ThreadPoolExecutor(1) as pool:
        with database.write() as connection:
            delete_job(connection, who.account_id, job)
            late = pool.submit(say, database, who, face, "male")
            with pytest.raises(TimeoutError):
                late.result(0.5)
        with pytest.raises(NotFound):
            late.result(60)


def test_what_somebody_else_said_is_not_undone(database: Database, who: Reviewer, job: str) -> None:
    face = take(database, who, Question(job), 1)[0]
    say(database, who, face, "female")
    stranger = Reviewer(create_account(database, "stranger", "reviewer"), "stranger")
    with pytest.raises(Conflict):
        undo(database, stranger)
    with pytest.raises(NotFound):
        say(database, stranger, face, "male")
    assert take(database, stranger, Question()) == []
    assert standing(database, who, face) == ("female", "owner")


def test_an_unknown_word_is_refused(database: Database, who: Reviewer, job: str) -> None:
    face = take(database, who, Question(job), 1)[0]
    with pytest.raises(Invalid, match="label"):
        say(database, who, face, "other")
    with pytest.raises(Invalid, match="which"):
        Question(job, "most")  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="order"):
        Question(job, order="best")  # type: ignore[arg-type]
