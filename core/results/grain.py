"""What one row of the results stands for: a face, or (`rows=people`) a person through the frames of a video.

A person's row is the row of the face that shows them best, but says what was made of all their faces: the
track's label, confidence and flags, and the video's name. So people are filtered, ordered, paged and exported
as faces are. Faces that belong to no track stay rows of their own: those of photos, and those of a video
whose tracks are not made yet or could not be. A frame in which nobody is has no row among people.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func
from sqlalchemy.orm import InstrumentedAttribute

from core.tables import Image, Result, Track, Video

Rows = Literal["faces", "people"]
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Said:
    """Where a row has its values from; `since` orders rows by their ids, as they were sent."""

    filename: Column
    label: Column
    confidence: Column
    p_female: Column
    p_male: Column
    quality_flags: Column
    since: Column
    track: Column


FACES = Said(
    Image.filename, Result.label, Result.confidence, Result.p_female, Result.p_male, Result.quality_flags,
    Result.image_id, Result.track_id,
)  # fmt: skip
PERSON = Said(  # where a row is a track, joined with its video
    Video.filename, Track.label, Track.confidence, Track.p_female, Track.p_male, Track.quality_flags,
    Track.id, Track.id,
)  # fmt: skip
PEOPLE = Said(  # of both: a person where the row has a track, else a face
    case((Track.id.is_not(None), Video.filename), else_=Image.filename),
    func.coalesce(Track.label, Result.label),
    func.coalesce(Track.confidence, Result.confidence),
    func.coalesce(Track.p_female, Result.p_female),
    func.coalesce(Track.p_male, Result.p_male),
    func.coalesce(Track.quality_flags, Result.quality_flags),
    func.coalesce(Track.id, Result.image_id),
    Result.track_id,
)


def said(rows: Rows | None) -> Said:
    """The columns of faces (also None), or of people for queries that went through `with_tracks`."""
    return PEOPLE if rows == "people" else FACES


def with_tracks(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join results and their images with the tracks that are made; until then they are being written."""
    made = (Video.id == Image.video_id) & Video.tracked_at.is_not(None)
    return query.outerjoin(Video, made).outerjoin(
        Track, (Track.id == Result.track_id) & (Track.video_id == Video.id)
    )
