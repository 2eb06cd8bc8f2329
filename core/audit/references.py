"""References: what a row names is there, whether the database was told to see to it or not."""

from typing import Any

from sqlalchemy import Column, Select, select

from core.audit.types import Check, Kind
from core.tables import Base

_TABLES = Base.metadata.tables
_FRAME = (_TABLES["images"].columns["video_id"], _TABLES["videos"].columns["id"])
# No foreign key holds these, since SQLite cannot add one to a table.
_SOFT = (_FRAME, (_TABLES["results"].columns["track_id"], _TABLES["tracks"].columns["id"]))
# A row and what it belongs to are of one job, by which both are counted.
_FAMILY = (
    _FRAME,
    (_TABLES["results"].columns["image_id"], _TABLES["images"].columns["id"]),
    (_TABLES["tracks"].columns["video_id"], _TABLES["videos"].columns["id"]),
    (_TABLES["reviews"].columns["face_id"], _TABLES["results"].columns["id"]),
)
OTHER_JOB = Kind(
    "job_differs",
    "Rows are of another job than the image, video or face that they belong to, so a count is wrong.",
    "Keep the database for a report; restore it from before, or delete both jobs.",
)


def reference_checks() -> list[Check]:
    """Every named row is there and of the same job: no end without an image, no key without its job."""
    keys = [
        (key.parent, key.column)
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    ]
    apart = [_of_another_job(child, parent) for child, parent in _FAMILY]
    return [
        *(_orphans(child, parent) for child, parent in (*keys, *_SOFT)),
        Check(OTHER_JOB, apart[0].union_all(*apart[1:])),
    ]


def _orphans(child: Column[Any], parent: Column[Any]) -> Check:
    kind = Kind(
        f"{child.table.name}_without_{parent.table.name}",
        f"Rows of {child.table.name} name {parent.table.name} that are not there.",
        "Something else wrote to the database, or it was damaged: restore it from before.",
    )
    named = parent.table.alias().columns[parent.name]  # by another name: a table may name itself
    there = select(named).where(named == child).exists()
    return Check(kind, select(child).where(child.is_not(None), ~there))


def _of_another_job(child: Column[Any], parent: Column[Any]) -> Select[Any]:
    pairs = select(child.table.c.id).join(parent.table, parent == child)
    return pairs.where(child.table.c.job_id != parent.table.c.job_id)
