"""End images: results and last states in one transaction, only where the claim is still the worker's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Connection, TextClause, bindparam, select, text, update

from core.clock import utc_now
from core.database import Database
from core.ids import new_id
from core.jobs.state import mark_finished
from core.many import Written, insert_many, rows_of_json, written
from core.tables import Image, Job, Result
from core.work.types import FACE_COLUMNS, Outcome


def finish(
    database: Database, claim_id: str, outcomes: Sequence[Outcome], model_version: str, *, synced: bool = True
) -> int:
    """End a batch in one transaction; images whose claim was lost meanwhile are left alone.

    Only what is not kept may end without `synced`. Returns how many images ended here.
    """
    ready = ending(database.dialect, outcomes, model_version)
    with database.write(synced=synced) as connection:
        return end(connection, claim_id, ready)


@dataclass(frozen=True, slots=True)
class Ending:
    """How images end, with the rows of their results as the database takes them."""

    outcomes: Sequence[Outcome]
    rows: Sequence[dict[str, object]]
    written: Written


def ending(dialect: str, outcomes: Sequence[Outcome], model_version: str | None) -> Ending:
    """Made before the job is held: all workers that end images of the same job wait for each other."""
    now = utc_now()
    rows = [row for outcome in outcomes for row in result_rows(outcome, model_version, now)]
    return Ending(outcomes, rows, written(dialect, Result, rows))


def end(connection: Connection, claim_id: str, ready: Ending) -> int:
    """The part of `finish` that runs inside a transaction."""
    job_ids = sorted({outcome.job_id for outcome in ready.outcomes})
    # Two workers that end the last two batches of a job must see each other, or neither marks it finished.
    connection.execute(_LOCK, {"jobs": job_ids})
    at_once = connection.dialect.name == "postgresql" and ready.outcomes
    ended = (_end_at_once if at_once else _end_in_turn)(connection, claim_id, ready)
    if ended:
        mark_finished(connection, job_ids)
    return ended


def _end_at_once(connection: Connection, claim_id: str, ready: Ending) -> int:
    """Images and results in one statement, which Postgres can write: of each value of many a mark is made."""
    by_state = _by_state(ready.outcomes)
    ids = {state: f"{{{','.join(by_state.get(state, ()))}}}" for state in ("classified", "no_face", "failed")}
    ((_, rows),) = ready.written.statements
    values = {"claim": claim_id, **ids, **cast(Mapping[str, object], rows)}
    ended: int = connection.execute(_with_results(tuple(ready.rows[0])), values).scalar_one()
    return ended


def _end_in_turn(connection: Connection, claim_id: str, ready: Ending) -> int:
    ours = _release_as_ended(connection, claim_id, ready.outcomes)
    if len(ours) == len(ready.outcomes):
        ready.written.insert(connection)
    else:
        insert_many(connection, Result, [row for row in ready.rows if row["image_id"] in ours])
    return len(ours)


def _by_state(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    by_state: dict[str, list[str]] = {}
    for outcome in outcomes:
        by_state.setdefault(outcome.state, []).append(outcome.image_id)
    return by_state


def _release_as_ended(connection: Connection, claim_id: str, outcomes: Iterable[Outcome]) -> set[str]:
    ours: set[str] = set()
    for state, ids in _by_state(outcomes).items():
        ended = connection.execute(_END, {"ids": ids, "claim": claim_id, "end": state})
        ours.update(ended.scalars())
    return ours


@cache
def _with_results(columns: tuple[str, ...]) -> TextClause:
    names = ", ".join(columns)
    return text(
        f"""
        WITH ended AS (
            UPDATE images SET claim_id = NULL, lease_until = NULL, state = CASE
                WHEN id = ANY (CAST(:failed AS uuid[])) THEN 'failed'
                WHEN id = ANY (CAST(:no_face AS uuid[])) THEN 'no_face' ELSE 'classified' END
            WHERE claim_id = CAST(:claim AS uuid) AND id = ANY (
                CAST(:classified AS uuid[]) || CAST(:no_face AS uuid[]) || CAST(:failed AS uuid[]))
            RETURNING id
        ), kept AS (
            INSERT INTO results ({names}) SELECT {names} FROM {rows_of_json("results")}
            WHERE image_id IN (SELECT id FROM ended)
        ) SELECT count(*) FROM ended
        """  # noqa: S608 - our own names
    )


# Built once: building a statement costs as much as running it.
_LOCK = select(Job.id).where(Job.id.in_(bindparam("jobs", expanding=True))).order_by(Job.id).with_for_update()
_END = (
    update(Image)
    .where(Image.id.in_(bindparam("ids", expanding=True)), Image.claim_id == bindparam("claim"))
    .values(state=bindparam("end"), claim_id=None, lease_until=None)
    .returning(Image.id)
)


def result_rows(outcome: Outcome, model_version: str | None, now: datetime) -> list[dict[str, object]]:
    """The rows of one ended image: one a face, or one that says that it has none or failed."""
    common: dict[str, object] = {
        "job_id": outcome.job_id,
        "image_id": outcome.image_id,
        "status": outcome.state,
        "error_code": outcome.error_code,
        "error_detail": outcome.error_detail,
        "model_version": model_version,
        "finder_version": outcome.finder_version,
        "classified_at": now,
    }
    if not outcome.faces:
        return [
            common
            | {"id": new_id(), "ordinal": 0, "least": True}
            | dict.fromkeys(FACE_COLUMNS)
            | {"quality_flags": ""}
        ]
    least = min(range(len(outcome.faces)), key=lambda n: outcome.faces[n].confidence)
    return [
        common | {"id": new_id(), "ordinal": n, "least": n == least} | face.columns()
        for n, face in enumerate(outcome.faces)
    ]
