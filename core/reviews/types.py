"""The words of a review, as they are said and as they are read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ReviewLabel = Literal["female", "male", "unclear", "not_a_face"]
REVIEW_LABELS: tuple[ReviewLabel, ...] = ("female", "male", "unclear", "not_a_face")
LONGEST_NOTE = 1000
NOTE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"  # no control characters but tabs and ends of lines
DESK = r"^[ -~]{0,64}$"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews: an account, and the window that they do it in."""

    account_id: str
    name: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says of a face; nobody has looked yet whether it can be kept."""

    face_id: str
    label: str
    note: str = ""
    decides: bool = False  # it ends a dispute


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One row: somebody's word about a face, or (without `label`) that an earlier word does not stand."""

    id: str
    face_id: str
    job_id: str
    reviewer: str | None  # None where the account was forgotten
    label: ReviewLabel | None
    undoes: str | None
    step: str | None  # of rows that were written at once, and are undone together
    note: str
    created_at: datetime
    standing: bool  # nobody took it back
    decides: bool = False  # it ends a dispute, and is no opinion
