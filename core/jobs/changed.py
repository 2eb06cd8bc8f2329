"""How many faces of a job an earlier model called otherwise."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select

from core.tables import Result

# An index has no other rows than those that were compared and differ.
_COUNT = (
    select(Result.job_id, func.count())
    .where(Result.job_id.in_(bindparam("jobs", expanding=True)), Result.conflict > 0)
    .group_by(Result.job_id)
)


def count_changed(connection: Connection, job_ids: Sequence[str]) -> dict[str, int]:
    """The number of each of these jobs, which were compared; without one nothing is asked."""
    if not job_ids:
        return {}
    found = {row[0]: int(row[1]) for row in connection.execute(_COUNT, {"jobs": list(job_ids)})}
    return {job_id: found.get(job_id, 0) for job_id in job_ids}
