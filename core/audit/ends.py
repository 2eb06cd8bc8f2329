"""Ends: an image that ended says so in its rows, once and with a reason; one that did not says nothing."""

from typing import get_args

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from core.audit.types import Check, Kind
from core.labels import LABELS, STATUSES, ImageState
from core.tables import Image, Result

_RERUN = "Retry the job; if it comes again, report it with the log of that time."
_REPORT = "Keep the job for a report, then upload its images anew."
MISSING = Kind("end_missing", "Images ended, but no row says how.", _RERUN)
EARLY = Kind("end_too_early", "Images have rows of an end, but are waiting, in work or cancelled.", _RERUN)
TWICE = Kind(
    "ended_twice", "Images have the rows of two ends.", "Keep the job for a report, then run it anew."
)
DIFFERS = Kind("end_differs", "Images and their rows do not say the same end.", _RERUN)
EMPTY = Kind(
    "end_empty",
    "Rows say nothing: a failure without a reason, a face without a label or with an impossible probability.",
    "Look at the model that these rows name, and run their jobs anew.",
)
STATE = Kind(
    "unknown_state",
    "Images or rows are in a state that this version does not know, so nobody takes them.",
    "Run the version that wrote them, or the newest one.",
)


def end_checks() -> list[Check]:
    """Every accepted image has ended once, or not yet."""
    first = aliased(Result)
    rows = exists().where(Result.image_id == Image.id)
    begins = exists().where(first.image_id == Image.id, first.ordinal == 0)
    ended = Image.state.in_(STATUSES)
    unlike = select(Image.id).join(Result, Result.image_id == Image.id)
    known = get_args(ImageState)
    return [
        Check(MISSING, select(Image.id).where(ended, ~begins)),
        Check(EARLY, select(Image.id).where(Image.state.in_(("waiting", "working", "cancelled")), rows)),
        Check(TWICE, select(Result.image_id).where(Result.ordinal > 0, _not_of_one_end()).distinct()),
        Check(DIFFERS, unlike.where(ended, Result.ordinal == 0, Result.status != Image.state)),
        Check(EMPTY, select(Result.id).where(~_says_something())),
        Check(
            STATE,
            select(Image.id)
            .where(Image.state.not_in(known))
            .union_all(select(Result.id).where(Result.status.not_in(STATUSES))),
        ),
    ]


def _not_of_one_end() -> ColumnElement[bool]:
    """Whether a row beside an image's first was not written together with the one before it."""
    before = aliased(Result)
    together = exists().where(
        before.image_id == Result.image_id,
        before.ordinal == Result.ordinal - 1,
        before.status == Result.status,
        before.classified_at == Result.classified_at,
        before.model_version.is_not_distinct_from(Result.model_version),
    )
    return or_(Result.status != "classified", ~together)


def _says_something() -> ColumnElement[bool]:
    """Whether a row tells a person what became of the image. NaN is no probability on any database."""
    face = and_(
        Result.label.in_(LABELS),
        *(
            func.coalesce(value.between(0, 1), false())
            for value in (Result.confidence, Result.p_female, Result.p_male)
        ),
    )
    return case(
        (Result.status == "classified", func.coalesce(face, false())),
        (Result.status == "no_face", Result.label.is_(None)),
        (Result.status == "failed", func.coalesce(Result.error_code, "") != ""),
        else_=true(),  # told as an unknown state
    )
