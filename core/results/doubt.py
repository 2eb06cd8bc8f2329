"""What `core.labels.decide` says, in SQL: which rows are uncertain under their job's rule."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from core.results.grain import FACES, Column, Said
from core.tables import Job, Result


def uncertain(flags: Iterable[str], seen: Said = FACES) -> ColumnElement[bool]:
    """Whether a row, joined with its job, is uncertain; NULL or false where it has no face.

    `flags` are those that any of the jobs in question doubts: without one, an index alone answers.
    """
    return or_(seen.confidence < Job.threshold, *_each(flags, seen.quality_flags))


def doubted(flags: Iterable[str], has: Column = Result.quality_flags) -> ColumnElement[bool]:
    """Whether a row, joined with its job, is uncertain however sure its label; `flags` as in `uncertain`.

    `has` is the column of the flags that it has.
    """
    return or_(false(), *_each(flags, has))


def _each(flags: Iterable[str], has: Column) -> list[ColumnElement[bool]]:
    return [and_(Job.uncertain_flags.contains(flag), has.contains(flag)) for flag in flags]


def doubted_by(connection: Connection, job_id: str) -> list[str]:
    """The flags that a job doubts. Read first: a query that asks about no flag is answered by an index."""
    words = connection.execute(select(Job.uncertain_flags).where(Job.id == job_id)).scalar_one_or_none()
    return (words or "").split()
