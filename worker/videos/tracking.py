"""Make the tracks of a video whose frames have all ended: read its faces, join them, write who they are."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.exc import SQLAlchemyError

from core.blobs import BlobStore
from core.database import Database
from core.errors import Busy
from core.videos.due import (
    DueVideo,
    SeenFace,
    give_back_due_video,
    keep_due_video,
    seen_faces,
    take_due_video,
    tracks_wait,
)
from core.videos.save import NewTrack, save_tracks
from worker.tracks.looks import looks
from worker.tracks.person import Person, Sighting
from worker.tracks.tracker import Tracker

log = logging.getLogger(__name__)

CHUNK = 64  # frames read at once


@dataclass(frozen=True, slots=True)
class TrackMaker:
    """The parts that it takes."""

    database: Database
    blobs: BlobStore
    lease_seconds: float
    stopping: Callable[[], bool] = lambda: False

    def make_one(self) -> bool:
        """Make the tracks of one video. Returns False where none waits for them."""
        if self.stopping():
            return False
        with self.database.read() as connection:
            if not tracks_wait(connection):
                return False
        video = take_due_video(self.database, self.lease_seconds)
        if video is None:
            return False
        try:
            self._make(video)
        except (SQLAlchemyError, Busy):  # the database's trouble is not the video's
            give_back_due_video(self.database, video)
            raise
        return True

    def _make(self, video: DueVideo) -> None:
        if video.hopeless:
            log.error("video %s: making its tracks stopped the worker too often; it gets none", video.id)
        people = [] if video.hopeless else self._people(video)
        if people is None:
            give_back_due_video(self.database, video)
        else:
            save_tracks(self.database, video, [_track(person) for person in people], self.lease_seconds)

    def _people(self, video: DueVideo) -> list[Person] | None:
        """Everybody in a video, in the order of their coming; None to stop: the worker ends, or lost it."""
        with self.database.read() as connection:
            faces = seen_faces(connection, video.id)
        tracker, people = Tracker(video.every), list[Person]()
        kept_at = time.monotonic()
        for frame in self._sightings(faces):
            tracker.step(frame[0].at, frame)
            people += tracker.take_gone()
            if self.stopping():
                return None
            if time.monotonic() - kept_at > self.lease_seconds / 3:
                if not keep_due_video(self.database, video, self.lease_seconds):
                    return None
                kept_at = time.monotonic()
        return sorted(people + tracker.take_all(), key=lambda person: person.number)

    def _sightings(self, faces: Sequence[SeenFace]) -> Iterator[list[Sighting]]:
        """The faces of each frame with how they look, a few frames' bytes in memory at a time."""
        frames = [list(group) for _, group in groupby(faces, key=lambda face: face.frame_index)]
        for start in range(0, len(frames), CHUNK):
            some = frames[start : start + CHUNK]
            stored = self.blobs.read([frame[0].blob for frame in some])
            for frame, data in zip(some, stored, strict=True):
                boxes = [face.box for face in frame]
                seen = looks(data if isinstance(data, bytes) else b"", boxes, frame[0].width)
                yield [
                    Sighting(
                        face.result_id, face.at_seconds, face.box, face.p_female, face.quality_flags, look
                    )
                    for face, look in zip(frame, seen, strict=True)
                ]


def _track(person: Person) -> NewTrack:
    return NewTrack(
        first_seconds=person.first.at,
        last_seconds=person.last.at,
        label=person.label,
        confidence=person.confidence,
        p_female=person.p_female,
        quality_flags=person.quality_flags,
        best_face_id=person.best.key,
        result_ids=person.keys,
    )
