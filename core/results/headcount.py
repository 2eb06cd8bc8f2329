"""The numbers at the head of a job's page, each of which is exactly what its filter shows."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, overload

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from core.labels import DECISIONS
from core.results.counted import count_each
from core.results.doubt import doubted_by, uncertain
from core.results.filters import ResultFilter
from core.results.grain import FACES, Rows
from core.results.parts import Part, made_tracks, parts_of
from core.tables import Image, Job, Result, Track, Video
from core.videos.counts import NO_VIDEOS, count_videos, received_images


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many rows of a job have each decision, or an end without one."""

    female: int
    male: int
    uncertain: int
    no_face: int
    failed: int
    settled: int  # by people, of the uncertain ones

    @property
    def open(self) -> int:
        """How many of the uncertain ones nobody has settled."""
        return self.uncertain - self.settled

    @property
    def shown(self) -> int:
        """How many show somebody."""
        return self.female + self.male + self.uncertain

    @property
    def all(self) -> int:
        """How many rows there are."""
        return self.shown + self.no_face + self.failed


def headcount(connection: Connection, job_id: str, rows: Rows | None) -> Headcount:
    """Count a job's rows of faces or people."""
    if rows == "people":
        return headcount_of_people(connection, job_id)
    return Headcount(*count_each(connection, job_id, _FACES))


@overload
def headcount_of_people(connection: Connection, job_id: str) -> Headcount: ...


@overload
def headcount_of_people(connection: Connection, job_id: str, most: int) -> Headcount | None: ...


def headcount_of_people(connection: Connection, job_id: str, most: int | None = None) -> Headcount | None:
    """Count a job's rows of people: the people, and the faces that are counted but for those behind a person.

    With `most`, None where more people than that have to be read, or more frames. No frame is read where a
    job has nothing but videos, and all of their faces are people's or none is.
    """
    if most is not None and _count_people(connection, job_id, most + 1) > most:
        return None
    doubted = doubted_by(connection, job_id)
    people, _ = parts_of(connection, job_id, ResultFilter(rows="people"), doubted)
    *of_people, theirs = _counted(connection, _sums(people, job_id).add_columns(func.sum(Track.frames)))
    faces = headcount(connection, job_id, "faces")
    videos = count_videos(connection, [job_id]).get(job_id, NO_VIDEOS)
    received = connection.execute(select(received_images()).where(Job.id == job_id)).scalar_one_or_none()
    if received == videos.images and theirs == faces.shown:
        behind = replace(faces, failed=0)
    elif received == videos.images and not theirs:
        behind = Headcount(0, 0, 0, faces.no_face, 0, 0)
    elif most is not None and videos.frames > most:
        return None
    else:
        behind = Headcount(*_counted(connection, _sums(_behind_people(job_id, doubted), job_id)))
    each = zip(of_people, astuple(faces), astuple(behind), strict=True)
    return Headcount(*(person + face - hidden for person, face, hidden in each))


def _count_people(connection: Connection, job_id: str, at_most: int) -> int:
    some = select(Track.id).where(Track.job_id == job_id).limit(at_most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _behind_people(job_id: str, doubted: Sequence[str]) -> Part:
    """Rows of frames that are no rows among people: faces of somebody who is shown, and frames of nobody."""
    frames = select(Image.id).join(Video, Video.id == Image.video_id).where(Video.job_id == job_id)
    hidden = or_(Result.status == "no_face", Result.track_id.in_(made_tracks(job_id)))
    return Part(FACES, select().select_from(Result).where(Result.image_id.in_(frames), hidden), doubted)


def _counted(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[int]:
    return [int(count or 0) for count in connection.execute(query).one()]


_FACES = (
    *(ResultFilter(decision=word) for word in DECISIONS),
    ResultFilter(status="no_face"),
    ResultFilter(status="failed"),
    ResultFilter(decision="uncertain", reviewed=True),
)


def _sums(part: Part, job_id: str) -> Select[*tuple[Any, ...]]:
    unsure = func.coalesce(uncertain(part.doubted, part.seen), False)
    tests = (
        (part.seen.label == "female") & ~unsure,
        (part.seen.label == "male") & ~unsure,
        part.seen.label.is_not(None) & unsure,
        Result.status == "no_face",
        Result.status == "failed",
        part.seen.label.is_not(None) & unsure & Result.reviewed_at.is_not(None),
    )
    one_job = (Job.id == Result.job_id) & (Job.id == job_id)  # so that it is not looked up for each row
    return part.query.add_columns(*map(_times, tests)).join(Job, one_job)


def _times(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((test, 1), else_=0))
