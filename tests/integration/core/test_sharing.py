"""A job is shared with named reviewers: they see it and settle its faces, and change nothing else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from core.accounts.records import get_account, remove_account, set_role
from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.blobs.folder import FolderStore
from core.database import Database
from core.errors import BrowlineError, Conflict, Forbidden, NotFound
from core.forget import forget_account, forget_data
from core.jobs.actions import cancel_job, close_job, delete_job, is_open, list_jobs, retry_job
from core.jobs.create import add_images
from core.jobs.images import get_image, list_images
from core.jobs.reviewers import add_reviewer, list_reviewers, remove_reviewer
from core.jobs.state import get_job
from core.journal import Deed
from core.results.page import face_row
from core.reviews.ask import set_opinions
from core.reviews.queue import Question, count_open
from core.reviews.take import keep_faces, take_faces
from core.reviews.types import Reviewer
from core.reviews.undo import take_back
from core.reviews.write import add_review
from core.tables import Image, JobReviewer, Result
from tests.support.factories import create_account, create_image, create_job, doubtful, end_in_turn

ACTS = (cancel_job, retry_job, close_job, delete_job, is_open)


@pytest.fixture
def job(database: Database) -> str:
    """Three uncertain faces of the owner's."""
    made = create_job(database, 3)
    end_in_turn(database, doubtful, doubtful, doubtful)
    return made


@pytest.fixture
def owner(database: Database, job: str) -> str:
    return create_account(database)


@pytest.fixture
def ben(database: Database, owner: str) -> Reviewer:
    return Reviewer(create_account(database, "ben", "reviewer"), "ben", "window")


def share(database: Database, owner: str, job: str, name: str = "ben") -> None:
    with database.write() as connection:
        add_reviewer(connection, owner, job, name)


def take(database: Database, who: Reviewer, job: str | None = None, limit: int = 9) -> list[str]:
    return [str(row.face_id) for row in take_faces(database, who, Question(job), limit)]


def say(database: Database, who: Reviewer, face: str, label: str = "female") -> None:
    with database.write() as connection:
        add_review(connection, who, face, label)


def parts(database: Database, owner: str, job: str) -> list[tuple[str, str, int]]:
    with database.read() as connection:
        return [(one.name, one.part, one.reviews) for one in list_reviewers(connection, owner, job)]


def test_a_reviewer_sees_the_job_and_settles_its_faces(
    database: Database, owner: str, job: str, ben: Reviewer
) -> None:
    assert take(database, ben) == []
    share(database, owner, job, " Ben ")
    share(database, owner, job)
    face, *_ = take(database, ben)
    say(database, ben, face)
    with database.read() as connection:
        seen = get_job(connection, ben.account_id, job)
        assert (seen.owner, seen.shared) == ("owner", True)
        assert not get_job(connection, owner, job).shared
        row = face_row(connection, owner, face)
        assert (row.reviewed_label, row.reviewer) == ("female", "ben")
        assert get_image(connection, ben.account_id, str(row.image_id)).job_id == job
        assert len(list_images(connection, ben.account_id, job, 9, None)) == 3
        assert list_jobs(connection, ben.account_id, 9) == []
        assert [one.id for one in list_jobs(connection, ben.account_id, 9, shared=True)] == [job]
        assert list_jobs(connection, ben.account_id, 9, job, shared=True) == []
        assert list_jobs(connection, owner, 9, shared=True) == []
    assert parts(database, owner, job) == [("owner", "owner", 0), ("ben", "reviewer", 1)]


def test_a_reviewer_changes_nothing_and_a_stranger_finds_nothing(
    database: Database, owner: str, job: str, ben: Reviewer
) -> None:
    share(database, owner, job)
    stranger = create_account(database, "stranger", "reviewer")
    changes: list[Callable[[Connection, str], object]] = [
        *(partial(lambda act, connection, who: act(connection, who, job), act) for act in ACTS),
        lambda connection, who: add_images(connection, who, job, [create_image()], 0),
        lambda connection, who: add_reviewer(connection, who, job, "stranger"),
        lambda connection, who: remove_reviewer(connection, who, job, "ben"),
        lambda connection, who: set_opinions(connection, who, job, 2),
    ]  # fmt: skip
    for change in changes:
        for who, kind, code in (
            (ben.account_id, Forbidden, "not_the_owner"),
            (stranger, NotFound, "not_found"),
        ):
            with pytest.raises(kind) as refused, database.write() as connection:
                change(connection, who)
            assert isinstance(refused.value, BrowlineError)
            assert refused.value.code == code


def test_who_is_removed_sees_nothing_and_their_words_stay(
    database: Database, owner: str, job: str, ben: Reviewer
) -> None:
    share(database, owner, job)
    first, second, _ = take(database, ben)
    say(database, ben, first)
    with database.write() as connection:
        remove_reviewer(connection, owner, job, "ben")
    with pytest.raises(NotFound, match="no such face"):
        say(database, ben, second)
    with pytest.raises(Conflict, match="nothing to undo"), database.write() as connection:
        take_back(connection, ben)
    assert take(database, ben) == []
    with database.read() as connection:
        assert face_row(connection, owner, first).reviewer == "ben"
        with pytest.raises(NotFound):
            get_job(connection, ben.account_id, job)
    assert parts(database, owner, job) == [("owner", "owner", 0), ("ben", "former", 1)]
    with pytest.raises(NotFound) as gone, database.write() as connection:
        remove_reviewer(connection, owner, job, "ben")
    assert gone.value.code == "not_shared"


def test_who_is_no_reviewer_by_their_role_sees_nothing_until_they_are_again(
    database: Database, owner: str, job: str, ben: Reviewer
) -> None:
    share(database, owner, job)
    for role, faces in (("uploader", 0), ("admin", 3)):
        with database.write() as connection:
            set_role(connection, ben.account_id, role)  # type: ignore[arg-type]
        assert len(take(database, ben)) == faces
        with database.read() as connection:
            assert count_open(connection, ben.account_id, Question()) == faces


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("nobody", NotFound, "no_such_account"),
        ("", NotFound, "no_such_account"),
        ("\0", NotFound, "no_such_account"),
        ("owner", Conflict, "own_job"),
        ("sender", Conflict, "not_a_reviewer"),
    ],
)
def test_who_cannot_be_a_reviewer_is_refused(
    database: Database, owner: str, job: str, name: str, kind: type[BrowlineError], code: str
) -> None:
    create_account(database, "sender", "uploader")
    with pytest.raises(kind) as refused:
        share(database, owner, job, name)
    assert refused.value.code == code


@pytest.mark.parametrize("forget", [True, False])
def test_who_goes_takes_their_name_along_only_if_they_are_forgotten(
    database: Database, owner: str, job: str, ben: Reviewer, tmp_path: Path, forget: bool
) -> None:
    share(database, owner, job)
    face, *_ = take(database, ben)
    say(database, ben, face)
    store = FolderStore(tmp_path / "blobs")
    forget_data(database, store, ben.account_id, Deed(ben.account_id, "forget", ben.account_id))
    assert parts(database, owner, job)[1] == ("ben", "reviewer", 1), "deleting one's data is not leaving"
    if forget:
        with database.read() as connection:
            account = get_account(connection, "ben")
        forget_account(database, store, account, Deed(None, "forget", ben.account_id))
    else:
        with database.write() as connection:
            remove_account(connection, ben.account_id)
    assert parts(database, owner, job)[1:] == [("" if forget else "ben", "former", 1)]
    with database.read() as connection:
        row = face_row(connection, owner, face)
        assert (row.reviewed_label, row.reviewer) == ("female", None if forget else "ben")
        assert connection.execute(select(JobReviewer.job_id)).all() == []
        assert audit_rows(connection, Bounds()) == []


def test_a_deleted_job_is_shared_with_nobody(database: Database, owner: str, job: str, ben: Reviewer) -> None:
    share(database, owner, job)
    with database.write() as connection:
        delete_job(connection, owner, job)
    with database.read() as connection:
        for table in (JobReviewer.job_id, Image.id, Result.id):
            assert connection.execute(select(table)).all() == []
    assert take(database, ben) == []


def test_who_is_no_reviewer_of_a_job_any_more_keeps_none_of_its_faces(
    database: Database, owner: str, ben: Reviewer, job: str
) -> None:
    share(database, owner, job)
    faces = take(database, ben)
    assert len(keep_faces(database, ben, faces)) == len(faces) == 3
    with database.write() as connection:
        remove_reviewer(connection, owner, job, "ben")
    assert keep_faces(database, ben, faces) == []
    stranger = Reviewer(create_account(database, "cleo", "reviewer"), "cleo", "window")
    assert keep_faces(database, stranger, faces) == []
