"""Many faces are settled in one step: what cannot be kept costs only itself, and one undo takes all back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.database import Database
from core.errors import Conflict, Invalid
from core.ids import new_id
from core.jobs.actions import delete_job
from core.results.page import face_row
from core.reviews.glances import free_faces
from core.reviews.queue import Question
from core.reviews.take import keep_faces, take_faces
from core.reviews.types import Reviewer, ReviewView, Word
from core.reviews.undo import Undone, take_back
from core.reviews.write import AT_ONCE, Written, add_review, add_reviews
from tests.support.factories import create_account, create_job, end_in_turn, sure

FACES = 6


@pytest.fixture
def who(database: Database) -> Reviewer:
    return Reviewer(create_account(database), "owner", "window")


@pytest.fixture
def other(who: Reviewer) -> Reviewer:
    return Reviewer(who.account_id, "ada", "another window")


@pytest.fixture
def job(database: Database) -> str:
    made = create_job(database, FACES)
    end_in_turn(database, *[lambda image, c=c: sure(image, "female", c / 100) for c in range(90, 90 + FACES)])
    return made


@pytest.fixture
def faces(database: Database, who: Reviewer, job: str) -> list[str]:
    return take(database, who, job)


def take(
    database: Database, who: Reviewer, job: str | None, limit: int = FACES, *, fresh: bool = False
) -> list[str]:
    return [str(row.face_id) for row in take_faces(database, who, Question(job, "all"), limit, fresh=fresh)]


def settle(
    database: Database, who: Reviewer, faces: list[str], label: str = "female", *, if_open: bool = True
) -> Written:
    with database.write() as connection:
        return add_reviews(connection, who, [Word(face, label) for face in faces], if_open=if_open)


def undo(database: Database, who: Reviewer, job: str | None = None) -> Undone:
    with database.write() as connection:
        return take_back(connection, who, job)


def labels(database: Database, who: Reviewer, faces: list[str]) -> list[str | None]:
    with database.read() as connection:
        assert audit_rows(connection, Bounds()) == []
        return [face_row(connection, who.account_id, face).reviewed_label for face in faces]


def codes(written: Written) -> dict[str, str]:
    return {each.face_id: each.error.code for each in written.refused}


def about(rows: Sequence[ReviewView]) -> set[str]:
    return {row.face_id for row in rows}


def test_one_undo_takes_a_step_back_and_the_steps_before_it_stand(
    database: Database, who: Reviewer, faces: list[str]
) -> None:
    settle(database, who, faces[:1], "unclear")
    settle(database, who, faces[1:4])
    settle(database, who, [faces[0], faces[5]], "male", if_open=False)
    assert labels(database, who, faces) == ["male", "female", "female", "female", None, "male"]
    assert [row.step for row in undo(database, who).words] != [None, None]
    assert labels(database, who, faces) == ["unclear", "female", "female", "female", None, None]
    undone = undo(database, who)
    assert about(undone.words) == set(faces[1:4])
    assert {(word.label, word.standing) for word in undone.words} == {("female", False)}
    assert [row.undoes for row in undone.rows] == [word.id for word in undone.words]
    assert about(undo(database, who).rows) == {faces[0]}
    assert labels(database, who, faces) == [None] * FACES
    with pytest.raises(Conflict, match="nothing to undo"):
        undo(database, who)


def test_a_word_that_cannot_be_kept_costs_only_itself(
    database: Database, who: Reviewer, other: Reviewer, faces: list[str], job: str
) -> None:
    mine, taken, wrong, noted = faces[:4]
    settle(database, other, [taken], "male")
    nobodys = new_id()
    words = [
        Word(mine, "female"), Word(mine, "male"), Word(taken, "female"), Word(wrong, "boy"),
        Word(noted, "female", "\0"), Word(nobodys, "female"), Word("no id", "female"),
    ]  # fmt: skip
    with database.write() as connection:
        written = add_reviews(connection, who, words, if_open=True)
    assert [each.error.code for each in written.refused] == [
        "said_twice", "settled_meanwhile", "invalid_label", "invalid_note", "not_found", "not_found",
    ]  # fmt: skip
    assert codes(written)[taken] == "settled_meanwhile"
    assert "ada has settled this face meanwhile: male" in written.refused[1].error.detail
    assert labels(database, who, faces[:4]) == ["female", "male", None, None]
    assert about(undo(database, who).rows) == {mine}
    assert labels(database, who, faces[:4]) == [None, "male", None, None]


def test_of_a_deleted_job_the_other_faces_are_settled(
    database: Database, who: Reviewer, faces: list[str]
) -> None:
    gone = create_job(database, 1)
    end_in_turn(database, sure)
    lost = take(database, who, gone)
    with database.write() as connection:
        delete_job(connection, who.account_id, gone)
    written = settle(database, who, [*lost, *faces])
    assert codes(written) == {lost[0]: "not_found"}
    assert labels(database, who, faces) == ["female"] * FACES


def test_what_oneself_said_may_be_said_anew(database: Database, who: Reviewer, faces: list[str]) -> None:
    settle(database, who, faces[:2])
    assert codes(settle(database, who, faces[:2], "male")) == {}
    assert labels(database, who, faces[:2]) == ["male", "male"]
    with database.write() as connection, pytest.raises(Conflict) as refused:
        add_review(connection, Reviewer(who.account_id, "owner"), faces[0], "female", if_open=True)
    assert refused.value.code == "settled_meanwhile"


def test_an_undo_in_one_job_leaves_the_other_jobs_words(
    database: Database, who: Reviewer, faces: list[str], job: str
) -> None:
    create_job(database, 1)
    end_in_turn(database, sure)
    elsewhere = take(database, who, None, FACES + 1)
    assert set(faces) < set(elsewhere)
    settle(database, who, elsewhere)
    assert about(undo(database, who, job).rows) == set(faces)
    rest = set(elsewhere) - set(faces)
    assert labels(database, who, list(rest)) == ["female"]
    assert about(undo(database, who).rows) == rest


@pytest.mark.parametrize("count", [0, AT_ONCE + 1])
def test_a_list_has_a_length(database: Database, who: Reviewer, count: int) -> None:
    with pytest.raises(Invalid) as refused:
        settle(database, who, [new_id()] * count)
    assert refused.value.code == "invalid_list"


def test_steps_about_the_same_faces_at_once_wait_for_each_other(
    database: Database, who: Reviewer, faces: list[str]
) -> None:
    """Each window has the faces in another order, and undoes between: nobody waits in a circle."""
    windows = [Reviewer(who.account_id, "owner", f"window {n}") for n in range(4)]
    together = Barrier(len(windows))

    def work(number: int) -> None:
        mine = faces[number:] + faces[:number]
        for label in ("male", "female", "unclear"):
            together.wait()
            settle(database, windows[number], mine, label, if_open=False)
            keep_faces(database, windows[number], mine)
            together.wait()
            assert len(undo(database, windows[number]).rows) == FACES
            take(database, windows[number], None, 2)

    with ThreadPoolExecutor(len(windows)) as pool:
        list(pool.map(work, range(len(windows))))
    assert labels(database, who, faces) == [None] * FACES


def test_fresh_faces_are_others_and_those_taken_back_are_ones_own_again(
    database: Database, who: Reviewer, other: Reviewer, faces: list[str], job: str
) -> None:
    assert take(database, who, job) == faces
    assert take(database, who, job, fresh=True) == []
    settle(database, who, faces[:2])
    assert take(database, other, job) == []
    undo(database, who)
    assert take(database, other, job) == [], "the desk has them back"
    assert set(take(database, who, job)) == set(faces)


def test_faces_are_kept_as_long_as_a_desk_says_and_freed_when_it_leaves(
    database: Database, who: Reviewer, other: Reviewer, faces: list[str], job: str
) -> None:
    settle(database, other, faces[:1])
    take_faces(database, who, Question(job, "all"), 2, seconds=-1)
    theirs = take(database, other, job)
    assert theirs == faces[1:3]
    assert set(keep_faces(database, who, faces)) == set(faces[3:]), "one is settled, two are looked at"
    with database.write() as connection:
        free_faces(connection, other, faces)
    assert set(take(database, who, job)) == set(faces[1:])
    with database.write() as connection:
        free_faces(connection, who, faces[4:])
    assert set(take(database, other, job)) == set(faces[4:])
