"""Which rows, in which order: the same words in the address bar, the API and the exports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_

from core.errors import Invalid
from core.labels import AGE_GROUPS, DECISIONS, FLAWLESS, LABELS, MASKS, QUALITY_FLAGS, STATUSES
from core.results.doubt import uncertain
from core.results.grain import Rows, Said
from core.results.part_of_name import has_part
from core.tables import Result

Sort = Literal[
    "confidence", "-confidence", "filename", "-filename", "created", "-created",
    "label", "-label", "decision", "-decision", "age_group", "-age_group", "mask", "-mask",
    "status", "-status", "reviewed", "-reviewed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """What to keep (None keeps all) and the order. Raises `Invalid` for a value that makes no sense."""

    label: str | None = None
    status: str | None = None
    decision: str | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    reviewed: bool | None = None
    filename: str | None = None  # a part of the name, case aside
    age_group: str | None = None
    mask: str | None = None
    quality_flag: str | None = None  # faces that have it, or have none (`FLAWLESS`)
    track: str | None = None  # the faces of one person of a video
    image: str | None = None  # the rows of one image
    changed: bool | None = None  # whether an earlier model called the face otherwise
    rows: Rows | None = (
        None  # what a row stands for; None: what is usual where it is asked, for programs faces
    )
    sort: Sort = "created"

    def __post_init__(self) -> None:
        _one_of("label", self.label, LABELS)
        _one_of("status", self.status, STATUSES)
        _one_of("decision", self.decision, DECISIONS)
        _one_of("age_group", self.age_group, AGE_GROUPS)
        _one_of("mask", self.mask, MASKS)
        _one_of("quality_flag", self.quality_flag, (*QUALITY_FLAGS, FLAWLESS))
        _one_of("rows", self.rows, get_args(Rows))
        _one_of("sort", self.sort, get_args(Sort))
        for name in ("track", "image"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, _id(name, value))
        for name in ("min_confidence", "max_confidence"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise Invalid(f"{name} must be a number from 0 to 1.", "invalid_filter")


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise Invalid(f"{name} must be one of {', '.join(allowed)}.", "invalid_filter")


def _id(name: str, value: str) -> str:
    """The id as it is stored: SQLite compares its letters, and takes no other writing of it for the same."""
    try:
        return str(UUID(value))
    except ValueError:
        raise Invalid(f"{name} must be an id.", "invalid_filter") from None


def conditions(chosen: ResultFilter, doubted: Sequence[str], seen: Said) -> list[ColumnElement[bool]]:
    """The filter as SQL conditions on results and what is said of a row; a decision is asked of its job too.

    `doubted` are the flags that the job doubts.
    """
    same = (
        (chosen.label, seen.label), (chosen.status, Result.status), (chosen.age_group, Result.age_group),
        (chosen.mask, Result.mask), (chosen.track, seen.track), (chosen.image, Result.image_id),
    )  # fmt: skip
    tests: list[ColumnElement[bool]] = [column == value for value, column in same if value is not None]
    if chosen.decision is not None:
        unsure = uncertain(doubted, seen)
        # Most are sure: a range of confidences would lead SQLite to each of their rows, one by one.
        sure = and_(seen.label == chosen.decision, not_(func.coalesce(unsure, False)))
        tests.append(unsure if chosen.decision == "uncertain" else sure)
    if chosen.min_confidence is not None:
        tests.append(seen.confidence >= chosen.min_confidence)
    if chosen.max_confidence is not None:
        tests.append(seen.confidence <= chosen.max_confidence)
    if chosen.reviewed is not None:
        tests.append(Result.reviewed_at.is_not(None) if chosen.reviewed else Result.reviewed_at.is_(None))
    if chosen.filename:
        tests.append(has_part(seen.filename, chosen.filename))
    if chosen.quality_flag == FLAWLESS:
        tests += (seen.label.is_not(None), seen.quality_flags == "")
    elif chosen.quality_flag is not None:
        tests.append(seen.quality_flags.contains(chosen.quality_flag))
    if chosen.changed is not None:
        tests.append(Result.conflict > 0 if chosen.changed else func.coalesce(Result.conflict, 0) == 0)
    return tests
