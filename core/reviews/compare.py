"""Compare a job with the one whose images it classifies again, and keep beside each face where they differ.

It is kept because it is asked for all the time: by the job's page and by who is asked about the most surely
contradicted face first. Found anew for each question it would join 100,000 faces with as many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Row, Select, Update, bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased

from core.clock import utc_now
from core.database import Database
from core.reviews.overlap import Box, matched
from core.tables import Image, Job, Result

CHUNK = 500  # images that are compared at once


@dataclass(frozen=True, slots=True)
class Due:
    """Two jobs as they ended; the old one may be at work again, and is compared anew when it has ended."""

    job_id: str
    old_id: str
    finished_at: datetime
    old_finished_at: datetime | None


class Comparisons:
    """Compares the jobs that have ended since they were last compared, for some time at each asking."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._after: dict[Due, str] = {}  # how far those are that take longer

    def go_on(self, seconds: float) -> int:
        """Compare for about so long; what is left comes next. Returns how many jobs are done with."""
        with self._database.read() as connection:
            due = [Due(*row) for row in connection.execute(_DUE)]
        self._after = {one: self._after[one] for one in due if one in self._after}
        end, done = monotonic() + seconds, 0
        for one in due:
            while self._step(one):
                if monotonic() >= end:
                    return done
            done += 1
        return done

    def _step(self, due: Due) -> bool:
        """Compare some images. Returns whether there may be more."""
        with self._database.read() as connection:
            images = _images(connection, due.job_id, self._after.get(due, ""))
            rows = _differing(connection, images) if images else []
        # Whatever a loss of power undoes is found again, so nobody waits for the disk.
        with self._database.write(synced=False) as connection:
            if images:
                connection.execute(_CLEAR, {"images": list(images)})
            else:
                connection.execute(_as_it_was(due).values(compared_at=utc_now()))
            if rows:
                connection.execute(_KEEP, rows)
        self._after[due] = max(images, default="")
        return bool(images)


_OLD = aliased(Job)
_DUE: Select[*tuple[Any, ...]] = (
    select(Job.id, Job.again_of, Job.finished_at, _OLD.finished_at)
    .join(_OLD, _OLD.id == Job.again_of)  # of one that is gone nothing is known, so nothing is said
    .where(
        Job.finished_at.is_not(None),
        Job.deleted_at.is_(None),
        _OLD.deleted_at.is_(None),
        or_(
            Job.compared_at.is_(None),
            Job.compared_at < Job.finished_at,
            Job.compared_at < _OLD.finished_at,
        ),
    )
)


def _as_it_was(due: Due) -> Update:
    """The job, if both ended as they had when they were read: a retry may have opened one meanwhile."""
    old = exists().where(_OLD.id == due.old_id, _OLD.finished_at.is_not_distinct_from(due.old_finished_at))
    return update(Job).where(Job.id == due.job_id, Job.finished_at == due.finished_at, old)


def _images(connection: Connection, job_id: str, after: str) -> dict[str, str]:
    """The next images of a job, and which image of the old job each is, where that is still there."""
    old = aliased(Image)
    query = select(Image.id, old.id.label("old")).join(old, old.id == Image.again_of)
    query = query.where(Image.job_id == job_id)
    if after:
        query = query.where(Image.id > after)
    return {row.id: row.old for row in connection.execute(query.order_by(Image.id).limit(CHUNK))}


def _differing(connection: Connection, images: Mapping[str, str]) -> list[dict[str, object]]:
    """What to keep of these images' faces that are called otherwise than before, or were not there."""
    faces, before = _faces(connection, list(images)), _faces(connection, list(images.values()))
    rows = []
    for image, old in images.items():
        mine, its = faces.get(image, []), before.get(old, [])
        for face, place in zip(mine, matched([*map(_box, mine)], [*map(_box, its)]), strict=True):
            was = None if place is None else its[place]
            if was is None:
                rows.append(_kept(face.id, None, None, None, 0.0))
            elif was.label != face.label:
                conflict = min(face.confidence, was.confidence)
                rows.append(_kept(face.id, was.label, was.confidence, was.model_version, conflict))
    return rows


def _faces(connection: Connection, images: Sequence[str]) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    query = (
        select(
            Result.id, Result.image_id, Result.face_x, Result.face_y, Result.face_w, Result.face_h,
            Result.label, Result.confidence, Result.model_version, Image.width, Image.height,
        )
        .join(Image, Image.id == Result.image_id)
        .where(Result.image_id.in_(images), Result.label.is_not(None))
        .order_by(Result.image_id, Result.ordinal)
    )  # fmt: skip
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.image_id, []).append(row)
    return found


def _box(row: Row[*tuple[Any, ...]]) -> Box:
    """The face's box; the whole of an image that was taken for one."""
    return row.face_x or 0, row.face_y or 0, row.face_w or row.width, row.face_h or row.height


def _kept(face: str, *kept: str | float | None) -> dict[str, object]:
    return {"face": face} | {f"its_{name}": value for name, value in zip(_KEPT, kept, strict=True)}


_KEPT = ("earlier_label", "earlier_confidence", "earlier_version", "conflict")
_TABLE = Result.__table__
_KEEP = (
    update(_TABLE)  # type: ignore[arg-type]  # the table itself: the ORM would update by the keys it finds
    .where(_TABLE.c.id == bindparam("face"))
    .values({name: bindparam(f"its_{name}") for name in _KEPT})
)
_CLEAR = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.image_id.in_(bindparam("images", expanding=True)), _TABLE.c.conflict.is_not(None))
    .values(dict.fromkeys(_KEPT))
)
