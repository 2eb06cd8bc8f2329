"""Several opinions of a face: whose are asked, when it is settled or disputed, and how a dispute ends."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from core.accounts.records import remove_account
from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.database import Database
from core.errors import Conflict, Forbidden, Invalid
from core.jobs.reviewers import add_reviewer
from core.results.filters import ResultFilter
from core.results.page import face_row
from core.reviews.ask import set_opinions
from core.reviews.export import stream_reviews
from core.reviews.glances import free_faces
from core.reviews.history import reviews_of_face
from core.reviews.queue import Question, Which, count_open
from core.reviews.take import take_faces
from core.reviews.types import Reviewer
from core.reviews.undo import take_back
from core.reviews.write import add_review
from core.tables import Result
from tests.support.factories import create_account, create_job, doubtful, end_in_turn

NAMES = ("ada", "ben", "cleo", "dan")


@pytest.fixture
def people(database: Database) -> dict[str, Reviewer]:
    """The owner and four reviewers of the job."""
    create_account(database)
    roles = {"owner": "admin"} | dict.fromkeys(NAMES, "reviewer")
    return {
        name: Reviewer(create_account(database, name, role), name, "window") for name, role in roles.items()
    }


@pytest.fixture
def job(database: Database, people: dict[str, Reviewer]) -> str:
    """Two faces, of which two opinions are asked."""
    made = create_job(database, 2)
    end_in_turn(database, doubtful, doubtful)
    ask(database, people, made, 2)
    for name in NAMES:
        with database.write() as connection:
            add_reviewer(connection, people["owner"].account_id, made, name)
    return made


@pytest.fixture(autouse=True)
def sound(database: Database, job: str) -> object:
    """Whatever was said, the audit finds nothing."""
    yield
    with database.read() as connection:
        assert audit_rows(connection, Bounds()) == []


def ask(database: Database, people: dict[str, Reviewer], job: str, opinions: int) -> None:
    with database.write() as connection:
        set_opinions(connection, people["owner"].account_id, job, opinions)


def take(
    database: Database, who: Reviewer, job: str, which: Which = "uncertain", limit: int = 9
) -> list[str]:
    return [str(row.face_id) for row in take_faces(database, who, Question(job, which), limit)]


def say(database: Database, who: Reviewer, face: str, label: str, *, decides: bool = False) -> None:
    with database.write() as connection:
        add_review(connection, who, face, label, decides=decides)


def undo(database: Database, who: Reviewer) -> None:
    with database.write() as connection:
        take_back(connection, who)


def shown(database: Database, face: str) -> tuple[str | None, str | None, int]:
    with database.read() as connection:
        query = select(Result.reviewed_label, Result.reviewer, Result.opinions).where(Result.id == face)
        label, reviewer, opinions = connection.execute(query).one()
        return label, reviewer, opinions


def first_face(database: Database, job: str) -> str:
    with database.read() as connection:
        return (
            connection.execute(select(Result.id).where(Result.job_id == job).order_by(Result.id))
            .scalars()
            .first()
            or ""
        )


def open_for(database: Database, who: Reviewer, job: str, which: Which = "uncertain") -> int:
    with database.read() as connection:
        return count_open(connection, who.account_id, Question(job, which))


def test_two_accounts_are_asked_and_no_account_twice(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    faces = take(database, people["ada"], job)
    assert take(database, people["ben"], job) == faces, "a second opinion may come at the same time"
    assert take(database, people["cleo"], job) == [], "a third is not asked for"
    other_window = Reviewer(people["ada"].account_id, "ada", "another window")
    assert take(database, other_window, job) == []
    say(database, people["ada"], faces[0], "female")
    assert shown(database, faces[0]) == (None, None, 1)
    assert take(database, people["ada"], job) == faces[1:]
    assert (open_for(database, people["ada"], job), open_for(database, people["ben"], job)) == (1, 2)
    say(database, people["ben"], faces[0], "female")
    assert shown(database, faces[0]) == ("female", "ben", 2)
    assert take(database, people["ben"], job) == faces[1:]
    assert take(database, people["dan"], job) == []


@pytest.mark.parametrize("leaves", [True, False])
def test_who_looks_no_more_makes_room_for_one_alone(
    database: Database, people: dict[str, Reviewer], job: str, *, leaves: bool
) -> None:
    """Whether they leave or their time is over, and somebody else is asked then."""
    faces = take(database, people["ben"], job)
    take_faces(database, people["ada"], Question(job), 9, 60 if leaves else -1)
    if leaves:
        with database.write() as connection:
            free_faces(connection, people["ada"], faces)
    assert take(database, people["cleo"], job) == faces
    assert take(database, people["dan"], job) == [], "ben still looks at them"


def test_at_most_so_many_get_a_face_at_once(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    with ThreadPoolExecutor(len(people)) as pool:
        found = list(pool.map(lambda who: take(database, who, job), people.values()))
    taken = [face for faces in found for face in faces]
    assert taken
    assert all(taken.count(face) <= 2 for face in taken)


@pytest.mark.parametrize(
    ("asked", "said", "settled"),
    [
        (1, ["male"], "male"),
        (1, ["male", "female"], "female"),
        (2, ["male"], None),
        (2, ["male", "male"], "male"),
        (2, ["male", "female"], None),
        (2, ["male", "female", "male"], "male"),
        (2, ["male", "female", "male", "female"], None),
        (3, ["male", "male"], None),
        (3, ["male", "female", "male"], "male"),
        (3, ["male", "female", "unclear"], None),
    ],
)
def test_the_majority_settles_and_a_tie_does_not(
    database: Database,
    people: dict[str, Reviewer],
    job: str,
    asked: int,
    said: Sequence[str],
    settled: str | None,
) -> None:
    ask(database, people, job, asked)
    face = first_face(database, job)
    for name, label in zip(NAMES, said, strict=False):
        say(database, people[name], face, label)
    newest = [name for name, label in zip(NAMES, said, strict=False) if label == settled]
    assert shown(database, face) == (settled, newest[-1] if newest else None, len(said))
    disputed = settled is None and len(said) >= asked
    assert open_for(database, people["owner"], job, "disputed") == disputed
    assert open_for(database, people["owner"], job) == 1 + (settled is None and not disputed)


def test_who_says_it_again_has_one_opinion_and_undo_is_each_ones_own(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    face = first_face(database, job)
    for label in ("female", "male"):
        say(database, people["ada"], face, label)
    assert shown(database, face) == (None, None, 1)
    say(database, people["ben"], face, "female")
    assert open_for(database, people["cleo"], job, "disputed") == 1
    undo(database, people["ada"])
    assert shown(database, face) == ("female", "ben", 2)
    undo(database, people["ada"])
    assert shown(database, face) == (None, None, 1)
    assert face in take(database, people["ada"], job)
    undo(database, people["ben"])
    assert shown(database, face) == (None, None, 0)


def test_a_dispute_is_decided_by_a_third_person_or_the_owner(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    face = first_face(database, job)
    with pytest.raises(Conflict) as too_early:
        say(database, people["cleo"], face, "male", decides=True)
    assert too_early.value.code == "not_disputed"
    say(database, people["ada"], face, "female")
    say(database, people["owner"], face, "male")
    assert face not in take(database, people["cleo"], job), "it wants no further opinion"
    with pytest.raises(Forbidden) as side:
        say(database, people["ada"], face, "female", decides=True)
    assert side.value.code == "own_dispute"
    assert take(database, people["ada"], job, "disputed") == []
    assert take(database, people["cleo"], job, "disputed") == [face]
    assert take(database, people["owner"], job, "disputed") == [], "one decides it"
    say(database, people["cleo"], face, "unclear", decides=True)
    assert shown(database, face) == ("unclear", "cleo", 2)
    with pytest.raises(Conflict):
        say(database, people["dan"], face, "male", decides=True)
    say(database, people["cleo"], face, "female", decides=True)
    assert shown(database, face) == ("female", "cleo", 2), "who decided may say another word"
    for _ in range(2):
        undo(database, people["cleo"])
    assert open_for(database, people["owner"], job, "disputed") == 1
    say(database, people["owner"], face, "not_a_face", decides=True)
    assert shown(database, face) == ("not_a_face", "owner", 2)
    with database.read() as connection:
        rows = reviews_of_face(connection, people["owner"].account_id, face)
    assert [(row.label, row.decides) for row in rows if row.standing] == [
        ("female", False), ("male", False), ("not_a_face", True),
    ]  # fmt: skip


def test_another_number_of_opinions_loses_no_word(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    first, second = take(database, people["ada"], job)
    ask(database, people, job, 3)
    for name in ("ada", "ben"):
        say(database, people[name], first, "male")
    say(database, people["ada"], second, "female")
    assert shown(database, first) == (None, None, 2)
    ask(database, people, job, 2)
    assert (shown(database, first), shown(database, second)) == (("male", "ben", 2), (None, None, 1))
    ask(database, people, job, 1)
    assert shown(database, second) == ("female", "ada", 1)
    ask(database, people, job, 3)
    assert (shown(database, first)[0], shown(database, second)[0]) == (None, None)
    assert (open_for(database, people["ada"], job), open_for(database, people["cleo"], job)) == (0, 2)


@pytest.mark.parametrize("opinions", [0, 4, -1])
def test_a_number_that_cannot_be_is_refused(
    database: Database, people: dict[str, Reviewer], job: str, opinions: int
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(database, people, job, opinions)
    assert refused.value.code == "invalid_opinions"


def test_who_is_still_asked_does_not_see_what_others_said(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    face = first_face(database, job)
    say(database, people["ada"], face, "female")

    def seen(name: str) -> list[str | None]:
        account = people[name].account_id
        with database.read() as connection:
            taken_away = [row.label for row in stream_reviews(connection, account, job, ResultFilter())]
            shown = [row.label for row in reviews_of_face(connection, account, face)]
        assert taken_away == shown
        return shown

    assert (seen("ben"), seen("ada"), seen("owner")) == ([], ["female"], ["female"])
    say(database, people["ben"], face, "male")
    assert seen("ben") == seen("cleo") == ["female", "male"]


def test_opinions_of_accounts_that_are_gone_still_count(
    database: Database, people: dict[str, Reviewer], job: str
) -> None:
    face = first_face(database, job)
    for name in ("ada", "ben"):
        say(database, people[name], face, "male")
        with database.write() as connection:
            remove_account(connection, people[name].account_id)
    assert shown(database, face) == ("male", "ben", 2)
    say(database, people["cleo"], face, "female")
    assert shown(database, face) == ("male", "ben", 3)
    with database.read() as connection:
        assert face_row(connection, people["cleo"].account_id, face).reviewed_label == "male"
