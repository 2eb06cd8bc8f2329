"""Faces on which people saw something else than the model said."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from core.jobs.access import owned_by
from core.labels import LABELS
from core.results.page import rows_in_order
from core.results.row import ResultRow
from core.tables import Job, Result, Review


def mistakes(connection: Connection, account_id: str, version: str, limit: int) -> Sequence[ResultRow]:
    """Those of an account's faces that a version of the model got wrong, the surest first; no drawn ones.

    They are looked up from the reviews, which are few: faces that nobody looked at are not read.
    """
    wrong = (
        select(Result.id, Result.confidence)
        .join(Review, Review.face_id == Result.id)
        .join(Job, Job.id == Review.job_id)
        .where(owned_by(account_id), Job.kept, ~Job.drawn, Result.model_version == version)
        .where(Result.reviewed_label.in_(LABELS), Result.reviewed_label != Result.label)
        .distinct()
        .order_by(Result.confidence.desc(), Result.id)
        .limit(limit)
    )
    return rows_in_order(connection, [row.id for row in connection.execute(wrong)])
