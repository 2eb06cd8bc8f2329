"""Retries: the same `Idempotency-Key` with the same body gets the same answer, another body a conflict."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, exists, insert, select

from core.clock import utc_now
from core.errors import Conflict
from core.tables import IdempotentAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer that can be given again."""

    job_id: str
    status: int
    body: str


def fingerprint(parts: Iterable[str]) -> str:
    """SHA-256 of a request's meaningful parts (a multipart body itself differs with its boundary)."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def earlier_answer(connection: Connection, account_id: str, key: str, request: str) -> Answer | None:
    """The answer that this key got before, or None. Raises `Conflict` if it was for another request."""
    row = connection.execute(
        select(IdempotentAnswer.__table__).where(
            IdempotentAnswer.account_id == account_id, IdempotentAnswer.key == key
        )
    ).one_or_none()
    if row is None:
        return None
    if row.fingerprint != request:
        raise Conflict("This Idempotency-Key was used for another request.", "idempotency_conflict")
    return Answer(row.job_id, row.status, row.body)


def has_answer(connection: Connection, account_id: str, key: str) -> bool:
    """Whether this key was answered before, whatever the request was."""
    mine = exists().where(IdempotentAnswer.account_id == account_id, IdempotentAnswer.key == key)
    return bool(connection.execute(select(mine)).scalar_one())


def keep_answer(connection: Connection, account_id: str, key: str, request: str, answer: Answer) -> None:
    """Keep an answer in the transaction that did the work; a second one with the same key fails it."""
    connection.execute(
        insert(IdempotentAnswer).values(
            account_id=account_id,
            key=key,
            job_id=answer.job_id,
            fingerprint=request,
            status=answer.status,
            body=answer.body,
            created_at=utc_now(),
        )
    )


def forget_answers(connection: Connection, older_than_seconds: float) -> None:
    """Remove answers whose retries can no longer come."""
    cutoff = utc_now() - timedelta(seconds=older_than_seconds)
    connection.execute(delete(IdempotentAnswer).where(IdempotentAnswer.created_at < cutoff))
