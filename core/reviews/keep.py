"""Rows about a face are written one after another, and the newest that stands shows beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.clock import utc_now
from core.ids import new_id
from core.reviews.history import reviews_in_order, stands
from core.reviews.types import Reviewer, ReviewView
from core.tables import Glance, Job, Result, Review


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to write: a word (`label`) about a face, or that an earlier one (`undoes`) does not stand."""

    job_id: str
    face_id: str
    label: str | None = None
    undoes: str | None = None
    note: str = ""
    id: str = field(default_factory=new_id)


def hold(connection: Connection, jobs: Mapping[str, str]) -> set[str]:
    """Let words about faces come one after another, and their jobs stay; which faces are still there.

    What is read after this is the newest. `jobs` has the job of each face. Jobs come first, as for who
    deletes one, and all in one order, so that nobody waits in a circle.
    """
    theirs = select(Job.id).where(Job.id.in_(set(jobs.values()))).order_by(Job.id)
    connection.execute(theirs.with_for_update(read=True, key_share=True)).all()
    faces = select(Result.id).where(Result.id.in_(jobs)).order_by(Result.id)
    return set(connection.execute(faces.with_for_update(key_share=True)).scalars())


def keep(
    connection: Connection, who: Reviewer, entries: Sequence[Entry], step: str | None = None
) -> Sequence[ReviewView]:
    """Write rows about faces that are held, each of another face; those of one `step` are undone together."""
    said = {
        "account_id": who.account_id, "reviewer": who.name, "desk": who.desk, "step": step,
        "created_at": utc_now(),
    }  # fmt: skip
    connection.execute(insert(Review), [asdict(each) | said for each in entries])
    faces = [each.face_id for each in entries]
    connection.execute(delete(Glance).where(Glance.face_id.in_(faces)))
    _show(connection, faces)
    return reviews_in_order(connection, [each.id for each in entries])


def _show(connection: Connection, faces: Sequence[str]) -> None:
    """Write beside faces what stands: filters, pages and exports read it there."""
    words = select(Review.face_id, Review.label, Review.reviewer, Review.created_at)
    standing = connection.execute(words.where(Review.face_id.in_(faces), stands()).order_by(Review.id))
    newest = {row.face_id: {"word": row.label, "by": row.reviewer, "at": row.created_at} for row in standing}
    nothing = {"word": None, "by": None, "at": None}
    connection.execute(_SHOW, [{"face": face} | newest.get(face, nothing) for face in faces])


_SHOW = (
    update(Result)
    .where(Result.id == bindparam("face"))
    .values(reviewed_label=bindparam("word"), reviewer=bindparam("by"), reviewed_at=bindparam("at"))
)
