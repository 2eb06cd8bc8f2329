"""From the rows of frames to the people in them, for commands that have no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from uuid import UUID, uuid5

from core.ids import new_id
from core.labels import Decision, decide
from core.results.row import ResultRow
from worker.tracks.looks import looks
from worker.tracks.person import Person, Sighting
from worker.tracks.tracker import GAP_SECONDS, Tracker


@dataclass(frozen=True, slots=True)
class Track:
    """One person of a video or camera; `quality_flags` are those that most of their faces have."""

    track_id: str
    filename: str
    number: int
    first_seconds: float
    last_seconds: float
    frames: int
    label: str
    confidence: float
    p_female: float
    p_male: float
    decision: Decision
    quality_flags: str


TRACK_COLUMNS = tuple(field.name for field in fields(Track))


def of_track(row: ResultRow, track: Track) -> ResultRow:
    """A face's row with what is said of its person."""
    return replace(
        row, track_id=track.track_id, track_number=track.number, track_label=track.label,
        track_confidence=track.confidence, track_frames=track.frames,
        track_first_seconds=track.first_seconds, track_last_seconds=track.last_seconds,
    )  # fmt: skip


class People:
    """Follows the people of one video or camera."""

    def __init__(
        self,
        filename: str,
        every: float,
        threshold: float,
        uncertain_flags: str = "",
        *,
        gap_seconds: float = GAP_SECONDS,
    ) -> None:
        """`uncertain_flags` are words with spaces between them."""
        self._filename = filename
        self._threshold, self._uncertain_flags = threshold, uncertain_flags
        self._tracker = Tracker(every, gap_seconds)
        self._space = UUID(new_id())

    def see(self, at: float, rows: Sequence[ResultRow], jpeg: bytes) -> list[ResultRow]:
        """Take the rows of one frame, `at` seconds from the first, and the frame itself.

        Returns the rows with `at_seconds`, and with the track of the person whose face each is, as far as
        it is known then.
        """
        faces = [row for row in rows if row.label is not None]
        boxes = [_box(row) for row in faces]
        seen = looks(jpeg, boxes, faces[0].width or 1) if faces else []
        sightings = [
            Sighting("", at, box, row.p_female or 0.0, row.quality_flags, look)
            for row, box, look in zip(faces, boxes, seen, strict=True)
        ]
        people = iter(self._tracker.step(at, sightings))
        timed = (replace(row, at_seconds=at) for row in rows)
        return [row if row.label is None else of_track(row, self._track(next(people))) for row in timed]

    def gone(self) -> Iterator[Track]:
        """Those who have been out of sight for long, once."""
        return (self._track(person) for person in self._tracker.take_gone())

    def all(self) -> Iterator[Track]:
        """Everybody who was not given yet, in the order of their coming."""
        people = sorted(self._tracker.take_all(), key=lambda person: person.number)
        return (self._track(person) for person in people)

    def _id(self, person: Person) -> str:
        """The same for one person each time, and nobody else's, in other runs neither."""
        return str(uuid5(self._space, str(person.number)))

    def _track(self, person: Person) -> Track:
        return Track(
            track_id=self._id(person), filename=self._filename, number=person.number,
            first_seconds=round(person.first.at, 3), last_seconds=round(person.last.at, 3),
            frames=person.frames, label=person.label, confidence=person.confidence,
            p_female=person.p_female, p_male=1 - person.p_female,
            decision=decide(
                person.label, person.confidence, self._threshold,  # type: ignore[arg-type]
                person.quality_flags, self._uncertain_flags,
            ),
            quality_flags=person.quality_flags,
        )  # fmt: skip


def _box(row: ResultRow) -> tuple[float, float, float, float]:
    return float(row.face_x or 0), float(row.face_y or 0), float(row.face_w or 0), float(row.face_h or 0)
