"""Faces counted by all that pages ask of them: sums over these cells answer, and no row has to be read.

Triggers keep the cells (`core/tables/counts.py`). A threshold that is no step of theirs goes through one: the
faces of that one are counted from their rows, so that every sum is exact.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Label,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from core.results.day import utc_day
from core.results.doubt import doubted
from core.results.places import NONE, PLACES, is_step, next_place, place_of
from core.tables import FaceCount, Job, Result

BILLION = 10**9
_STANDS = place_of(Job.threshold)


def cells(which: ColumnElement[bool], flags: Sequence[str], *, stepped: bool) -> Subquery:
    """Of jobs `which` the counts of their results, as `FaceCount` has them, without those that are 0.

    Beside its columns each cell says whether its faces are `under` their job's threshold, whether they are
    `doubted` by a flag (of `flags`, which are all that any of the jobs doubts) whatever the threshold, and
    whether either makes them `unsure`. `stepped` is whether the jobs' thresholds are all steps.
    """
    if stepped:
        found = _whole(which, flags).subquery()
    else:
        through = ~_is_step()
        whole = _whole(which, flags).where(~(through & (FaceCount.place == _STANDS)))
        found = union_all(whole, _rows(which & through, flags)).subquery()
    return select(*found.c, or_(found.c.under, found.c.doubted).label("unsure")).subquery("cells")


def all_steps(connection: Connection, which: ColumnElement[bool]) -> bool:
    """Whether the thresholds of jobs are steps."""
    return all(map(is_step, connection.execute(select(Job.threshold).where(which).distinct()).scalars()))


def key_of_row() -> list[Label[Any]]:
    """The key of the cell that a result is counted in, without its job and place."""
    return [
        func.coalesce(Result.label, "").label("label"),
        Result.quality_flags.label("quality_flags"),
        func.coalesce(Result.reviewed_label, "").label("said"),
        Result.status.label("status"),
        Result.least.label("least"),
        utc_day(Result.classified_at).label("day"),
        func.coalesce(Result.model_version, "").label("model_version"),
    ]


def sureness_of_row() -> ColumnElement[int]:
    """A result's confidence in billionths; 0 where there is none, or no number from 0 to 1."""
    billionths = cast(func.round(Result.confidence * BILLION), BigInteger)
    return case((Result.confidence.between(0, 1), billionths), else_=0)


def _is_step() -> ColumnElement[bool]:
    return _STANDS / literal(float(PLACES)) == Job.threshold


def _whole(which: ColumnElement[bool], flags: Sequence[str]) -> Select[*tuple[object, ...]]:
    under = and_(FaceCount.place > NONE, FaceCount.place < _STANDS)
    return (
        select(
            *FaceCount.__table__.c,
            under.label("under"),
            doubted(flags, FaceCount.quality_flags).label("doubted"),
        )
        .join(Job, Job.id == FaceCount.job_id)
        .where(which, FaceCount.faces > 0)
    )


def _rows(which: ColumnElement[bool], flags: Sequence[str]) -> Select[*tuple[object, ...]]:
    """The faces between the steps on either side of their job's threshold: an index leads to them."""
    return (
        select(
            Result.job_id,
            _STANDS.label("place"),
            *key_of_row(),
            literal(1).label("faces"),
            sureness_of_row().label("sureness"),
            (Result.confidence < Job.threshold).label("under"),
            doubted(flags).label("doubted"),
        )
        .join(Job, Job.id == Result.job_id)
        .where(which)
        .where(Result.confidence >= _STANDS / literal(float(PLACES)))
        .where(Result.confidence < next_place(_STANDS) / literal(float(PLACES)))
    )
