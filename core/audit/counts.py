"""Counts: what the database has counted of a job's images and faces is what its rows say."""

from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Subquery, case, func, literal, or_, select, union_all

from core.audit.types import Check, Kind
from core.results.cells import key_of_row, sureness_of_row
from core.results.places import place_of
from core.tables import FaceCount, Image, Job, Result

IMAGES = Kind(
    "image_counts_differ",
    "Jobs say that other numbers of their images wait, ended or were stopped than have, so pages are wrong.",
    "Report it with the log of that time; classifying the job again makes a job that is counted anew.",
)
FACES = Kind(
    "face_counts_differ",
    "Other numbers of a job's faces are counted than it has, so its pages and Trust are wrong.",
    "Report it with the log of that time; classifying the job again makes a job that is counted anew.",
)
LEAST = Kind(
    "least_face_differs",
    "Images name no face as the least sure one, or not the right one, so uncertain images are miscounted.",
    "Report it with the version that wrote these rows; retry cannot mend it, classifying again does.",
)
_STATES = (
    (Job.pending, ("waiting", "working")),
    (Job.classified, ("classified",)),
    (Job.no_face, ("no_face",)),
    (Job.failed, ("failed",)),
    (Job.stopped, ("cancelled",)),
)


def count_checks() -> list[Check]:
    """Triggers keep these numbers, whoever writes; here all rows are counted."""
    return [
        Check(IMAGES, _images_differ()),
        Check(FACES, select(_faces_differ().c.job_id).distinct()),
        Check(LEAST, _least_differs()),
    ]


def _images_differ() -> Select[str]:
    columns = [
        func.sum(case((Image.state.in_(states), 1), else_=0)).label(column.key) for column, states in _STATES
    ]
    rows = select(Image.job_id, *columns).group_by(Image.job_id).subquery()
    other = (column != func.coalesce(rows.c[column.key], 0) for column, _ in _STATES)
    return select(Job.id).outerjoin(rows, rows.c.job_id == Job.id).where(or_(*other))


def _faces_differ() -> Subquery:
    """The cells of which rows and counts say different things."""
    key = [*_job_and_place(), *key_of_row()]
    rows = select(*key, literal(1).label("faces"), sureness_of_row().label("sureness"))
    cells = select(
        *(FaceCount.__table__.c[column.name] for column in key),
        (-FaceCount.faces).label("faces"),
        (-FaceCount.sureness).label("sureness"),
    )
    both = union_all(rows, cells).subquery()
    same = [both.c[column.name] for column in key]
    faces, sureness = func.sum(both.c.faces), func.sum(both.c.sureness)
    return select(*same).group_by(*same).having(or_(faces != 0, sureness != 0)).subquery()


def _job_and_place() -> list[Label[Any]]:
    return [Result.job_id.label("job_id"), place_of(Result.confidence).label("place")]


def _least_differs() -> Select[str]:
    """Images of several faces; of others the only one is it."""
    least: ColumnElement[int] = func.sum(case((Result.least, 1), else_=0))
    lowest = func.min(Result.confidence)
    named = func.min(case((Result.least, Result.confidence)))
    images = select(Result.image_id).where(Result.label.is_not(None)).group_by(Result.image_id)
    return images.having(or_(least != 1, named != lowest))
