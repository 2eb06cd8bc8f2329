"""Rows about a face are written one after another, and what then stands shows beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection, insert, select

from core.clock import utc_now
from core.ids import new_id
from core.reviews.glances import forget_glances
from core.reviews.history import reviews_in_order
from core.reviews.standing import show
from core.reviews.types import Reviewer, ReviewView
from core.tables import Job, Result, Review


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to write: a word (`label`) about a face, or that an earlier one (`undoes`) does not stand."""

    job_id: str
    face_id: str
    label: str | None = None
    undoes: str | None = None
    note: str = ""
    decides: bool = False
    id: str = field(default_factory=new_id)


def hold(connection: Connection, jobs: Mapping[str, str]) -> set[str]:
    """Let words about faces come one after another, and their jobs stay; which faces are still there.

    What is read after this is the newest. `jobs` has the job of each face. Jobs come first, as for who
    deletes one, and all in one order, so that nobody waits in a circle.
    """
    theirs = select(Job.id).where(Job.id.in_(set(jobs.values()))).order_by(Job.id)
    connection.execute(theirs.with_for_update(key_share=True)).all()
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
    faces = [each.face_id for each in entries]
    voices = _voices(connection, who, faces)
    rows = [asdict(each) | said | {"voice": voices[each.face_id]} for each in entries]
    connection.execute(insert(Review), rows)
    forget_glances(connection, who, faces)
    show(connection, faces)
    return reviews_in_order(connection, [each.id for each in entries])


def _voices(connection: Connection, who: Reviewer, faces: Sequence[str]) -> Mapping[str, int]:
    """The number of an account among those who spoke of each face: it is kept when the account is gone."""
    said = select(Review.face_id, Review.account_id, Review.voice).where(Review.face_id.in_(faces)).distinct()
    last: dict[str, int] = {}
    theirs: dict[str, int] = {}
    for row in connection.execute(said):
        last[row.face_id] = max(row.voice, last.get(row.face_id, 0))
        if row.account_id == who.account_id:
            theirs[row.face_id] = row.voice
    return {face: theirs.get(face, last.get(face, 0) + 1) for face in faces}
