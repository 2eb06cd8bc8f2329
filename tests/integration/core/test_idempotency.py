"""The same key and request get the same answer; another request a conflict."""

import pytest
from sqlalchemy.exc import IntegrityError

from core.database import Database
from core.errors import Conflict
from core.idempotency import Answer, earlier_answer, fingerprint, forget_answers, keep_answer
from tests.support.factories import create_account, create_job

ANSWER = '{"id": "…"}'


def earlier(database: Database, request: str, key: str = "key", owner: str = "owner") -> Answer | None:
    account = create_account(database, owner)
    with database.read() as connection:
        return earlier_answer(connection, account, key, request)


@pytest.fixture(autouse=True)
def owner(database: Database) -> str:
    return create_account(database)


def keep(database: Database, account: str, job: str, request: str) -> None:
    with database.write() as connection:
        keep_answer(connection, account, "key", request, Answer(job, 202, ANSWER))


def test_a_new_key_has_no_answer(database: Database) -> None:
    assert earlier(database, "request") is None


def test_a_retry_gets_the_answer_again(database: Database, owner: str) -> None:
    job = create_job(database)
    keep(database, owner, job, "request")
    assert earlier(database, "request") == Answer(job, 202, ANSWER)


def test_another_request_with_the_key_is_a_conflict(database: Database, owner: str) -> None:
    keep(database, owner, create_job(database), "request")
    with pytest.raises(Conflict) as refusal:
        earlier(database, "another")
    assert refusal.value.code == "idempotency_conflict"


def test_keys_are_each_accounts_own(database: Database, owner: str) -> None:
    keep(database, owner, create_job(database), "request")
    assert earlier(database, "another", owner="stranger") is None


def test_a_key_is_kept_once(database: Database, owner: str) -> None:
    job = create_job(database)
    keep(database, owner, job, "request")
    with pytest.raises(IntegrityError):
        keep(database, owner, job, "request")


def test_old_answers_are_forgotten(database: Database, owner: str) -> None:
    keep(database, owner, create_job(database), "request")
    with database.write() as connection:
        forget_answers(connection, 3600)
    assert earlier(database, "request") is not None
    with database.write() as connection:
        forget_answers(connection, -1)
    assert earlier(database, "request") is None


def test_a_fingerprint_tells_where_parts_end() -> None:
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
    assert fingerprint(["ab", "c"]) == fingerprint(iter(("ab", "c")))
