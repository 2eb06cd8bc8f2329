"""What `core.labels.decide` says, in SQL: which rows are uncertain under their job's rule."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_

from core.tables import Job, Result


def uncertain(flags: Iterable[str]) -> ColumnElement[bool]:
    """Whether a result, joined with its job, is uncertain; NULL or false where it has no face.

    `flags` are those that any of the jobs in question doubts: without one, an index alone answers.
    """
    doubted = (
        and_(Job.uncertain_flags.contains(flag), Result.quality_flags.contains(flag)) for flag in flags
    )
    return or_(Result.confidence < Job.threshold, *doubted)
