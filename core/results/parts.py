"""Which rows of the tables answer a filter: those of faces, or of people beside the faces that are nobody's.

A person is one row of `tracks` and a face that is nobody's one of `results`. Asked for in one query, all
rows of a job would be joined and sorted for each page of it. So people have two parts, each of which an index
gives in the usual order, a page at a time; a page is the first of both, and a count the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from core.results.filters import ResultFilter, conditions
from core.results.grain import FACES, PERSON, Said
from core.results.part_of_name import has_part
from core.tables import Image, Job, Result, Track, Video

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one origin: a query without columns, and where it has what is said of each."""

    seen: Said
    query: Rows
    doubted: Sequence[str] = ()  # the flags that the job doubts
    bounded: bool = False  # the filter bounds the confidence, so that each row has one


def parts_of(connection: Connection, job_id: str, chosen: ResultFilter, doubted: Sequence[str]) -> list[Part]:
    """The parts of a filter's rows; each row is in one. `doubted` are the flags that the job doubts."""
    faces = _faces(job_id, chosen, doubted)
    bounded = _bounds_confidence(chosen, doubted)
    if chosen.rows != "people":
        return [Part(FACES, faces, doubted, bounded)]
    loose = _without_empty_frames(faces, chosen).where(_nobodys(connection, job_id))
    people = _people(job_id, chosen, doubted)
    return [Part(PERSON, people, doubted, bounded), Part(FACES, loose, doubted, bounded)]


def count(parts: Sequence[Part]) -> Rows:
    """The query of how many rows all parts have."""
    counts = [part.query.add_columns(func.count()).scalar_subquery() for part in parts]
    return select(sum(counts[1:], counts[0]))


def made_tracks(job_id: str) -> Rows:
    """The tracks of a job's people that are shown, which are those of whole videos."""
    made = select(Track.id).join(Video, Video.id == Track.video_id)
    return made.where(Track.job_id == job_id, Video.tracked_at.is_not(None))


def _faces(job_id: str, chosen: ResultFilter, doubted: Sequence[str]) -> Rows:
    query = select().select_from(Result)
    if _asks_for_decisions(chosen):
        # Both, so that the job is not looked up for each row.
        query = query.join(Job, (Job.id == Result.job_id) & (Job.id == job_id))
    if _joins_images(chosen):
        query = query.join(Image, Image.id == Result.image_id)
    if (
        chosen.track is not None
    ):  # by the person alone, or SQLite would rather read the whole job in its order
        query = query.where(exists().where(Track.id == chosen.track, Track.job_id == job_id))
    elif _by_name(chosen):
        query = query.where(Image.job_id == job_id)  # an index has the names in their order
    else:
        query = query.where(Result.job_id == job_id)
    if chosen.filename and not _joins_images(chosen):
        # Always true. It keeps SQLite from reading the job by the index of confidences: that has no images.
        query = query.where(Result.image_id.in_(_named(job_id, chosen.filename)), Result.status.is_not(None))
        chosen = replace(chosen, filename=None)
    return query.where(*conditions(chosen, doubted, FACES))


def _named(job_id: str, part: str) -> Rows:
    """The images with such a name: an index alone answers, and few results have to be opened."""
    return select(Image.id).where(Image.job_id == job_id, has_part(Image.filename, part))


def _people(job_id: str, chosen: ResultFilter, doubted: Sequence[str]) -> Rows:
    query = (
        select()
        .select_from(Track)
        .join(Video, (Video.id == Track.video_id) & Video.tracked_at.is_not(None))
        .join(Result, Result.id == Track.best_face_id)
    )
    if _asks_for_decisions(chosen):
        query = query.join(Job, Job.id == Track.job_id)
    return query.where(Track.job_id == job_id, *conditions(chosen, doubted, PERSON))


def _nobodys(connection: Connection, job_id: str) -> ColumnElement[bool]:
    """Whether a face is shown as nobody's: it has no track, or one of a video whose tracks are being written.

    Where no video of the job is, which is most of the time, no track has to be looked at.
    """
    writing = select(Video.id).where(Video.job_id == job_id, Video.tracked_at.is_(None)).limit(1)
    if connection.execute(writing).one_or_none() is None:
        return Result.track_id.is_(None)
    return or_(Result.track_id.is_(None), Result.track_id.not_in(made_tracks(job_id)))


def _without_empty_frames(faces: Rows, chosen: ResultFilter) -> Rows:
    """Frames in which nobody is are no rows among people; photos without a face are."""
    of_a_face = (chosen.label, chosen.decision, chosen.min_confidence, chosen.max_confidence)
    if any(word is not None for word in of_a_face) or chosen.status in {"classified", "failed"}:
        return faces  # none of them passes anyhow
    if not _joins_images(chosen):
        faces = faces.join(Image, Image.id == Result.image_id)
    return faces.where(or_(Result.status != "no_face", Image.video_id.is_(None)))


def _bounds_confidence(chosen: ResultFilter, doubted: Sequence[str]) -> bool:
    """Whether no row passes that has no confidence: what is uncertain by its flags alone is no bound."""
    named = chosen.min_confidence is not None or chosen.max_confidence is not None
    return named or (chosen.decision == "uncertain" and not doubted)


def _joins_images(chosen: ResultFilter) -> bool:
    """Whether each face is asked for its image's name: in the order of names, or of a person, who has few."""
    return _by_name(chosen) or bool(chosen.filename and chosen.track)


def _by_name(chosen: ResultFilter) -> bool:
    return chosen.sort in {"filename", "-filename"}


def _asks_for_decisions(chosen: ResultFilter) -> bool:
    return chosen.decision is not None or chosen.sort in {"decision", "-decision"}
