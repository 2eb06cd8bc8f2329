"""How well faces are joined to people, in a film of photographs and in films of one person each.

`python -m bench.tracks DATA [FILM…]` makes a film of `scenes` and `masked` of the research data (some
minutes; nothing is kept) and prints, for several distances between samples, how many tracks there are for
each person who could be followed, and how often labels change. Of each FILM, in which only one person is to
be seen, it prints how many faces each track has.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from bench.filmed import RATE, SIZE, Box, Photo, Shown, film
from cli.judging import Asked, rules_or_exit
from cli.local_batch import LocalImage, Rules, classify_images
from cli.local_video import classify_video
from core.results.row import ResultRow
from core.settings import Settings
from imaging.accept import accept
from imaging.decode import decode
from imaging.video.limits import VideoLimits
from models.finders.overlap import overlaps
from worker.tracks.tracker import GAP_SAMPLES, GAP_SECONDS

SCENES, SINGLES = 20, 14
LEAST_SIDE = 40  # pixels of a face that counts
SAME_PLACE = 0.4  # overlap with a true face
DISTANCES = (0.5, 1.0, 2.0)  # seconds between samples

People = Sequence[tuple[int, Box]]


@dataclass(slots=True)
class Followed:
    """One person from when they are seen until they are gone for longer than anybody is remembered."""

    who: int
    faces: list[ResultRow] = field(default_factory=list)


def main(data: Path, films: Sequence[str]) -> None:
    """Print a line for each distance between samples, and one for each film."""
    rules = rules_or_exit(Asked("auto", None, None), Settings())
    scenes = _photos(sorted((data / "scenes").glob("*.jpg")), rules, SCENES, range(2, 6), 0)
    singles = _photos(sorted((data / "masked" / "Training").glob("*/m_*")), rules, SINGLES, range(1, 2), 1000)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "film.mp4")
        people = _write(path, film(scenes, singles))
        print(f"{len(people) / RATE:.0f} s of film of {len(scenes)} scenes and {len(singles)} walkers")
        for every in DISTANCES:
            rows = [row for rows in classify_video(path, every, rules, VideoLimits(), []) for row in rows]
            print(f"every {every:g} s: {_words(rows, people, every)}")
    for name in films:
        rows = [row for rows in classify_video(name, 1.0, rules, VideoLimits(), []) for row in rows]
        faces = [row for row in rows if row.track_id]
        sizes = sorted(Counter(row.track_id for row in faces).values(), reverse=True)
        print(f"{Path(name).name}: {len(rows)} samples, {len(faces)} faces, tracks of {sizes} faces; "
              f"labels change {_changes(faces)} times, of people {_told_changes(faces)}")  # fmt: skip


def _photos(paths: Sequence[Path], rules: Rules, count: int, faces: range, first: int) -> Sequence[Photo]:
    """The first photographs that show so many faces, and nobody else, each of whom gets a number."""
    found = list[Photo]()
    for path in paths:
        image = accept(path.read_bytes(), rules.limits)
        (rows,) = classify_images([LocalImage(path.name, "", image)], rules)
        boxes = [_box(row) for row in rows if row.label and min(_box(row)[2:]) >= LEAST_SIDE]
        if len(boxes) in faces and len(boxes) == len(rows):
            numbers = range(first + 10 * len(found), first + 10 * len(found) + len(boxes))
            found.append(Photo(decode(image.data), list(zip(numbers, boxes, strict=True))))
        if len(found) == count:
            break
    return found


def _write(path: str, frames: Iterator[Shown]) -> list[People]:
    """Write the film; returns who is where in each frame."""
    out = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"mp4v"), RATE, SIZE)
    people = list[People]()
    for shown in frames:
        out.write(cv2.cvtColor(shown.pixels, cv2.COLOR_RGB2BGR))
        people.append(shown.people)
    out.release()
    return people


def _words(rows: Sequence[ResultRow], people: Sequence[People], every: float) -> str:
    faces = [row for row in rows if row.track_id]
    followed, nobodys = _followed(faces, people, every)
    main_ones = _main_people(followed)
    tracks = sum(len({face.track_id for face in one.faces}) for one in followed)
    switches = sum(a.track_id != b.track_id for one in followed for a, b in pairwise(one.faces))
    mixed = sum(main_ones[str(face.track_id)] != one.who for one in followed for face in one.faces)
    steps = sum(len(one.faces) - 1 for one in followed)
    flips = sum(_changes(one.faces) for one in followed)
    told = sum(_told_changes(one.faces) for one in followed)
    return (
        f"{len(faces)} faces, {nobodys} nobody's; {len(followed)} people followed, "
        f"{tracks / len(followed):.2f} tracks each, {switches} switches in {steps} steps, "
        f"{mixed} faces in another's track; labels change {flips} times, of people {told}"
    )


def _followed(
    faces: Sequence[ResultRow], people: Sequence[People], every: float
) -> tuple[list[Followed], int]:
    """Who could be followed, by two faces and more; and how many faces are nobody's."""
    gap, nobodys = max(GAP_SAMPLES * every, GAP_SECONDS), 0
    everybody, last = list[Followed](), dict[int, Followed]()
    for face in faces:
        at = face.at_seconds or 0.0
        who = _whose(face, people[min(round(at * RATE), len(people) - 1)])
        if who is None:
            nobodys += 1
            continue
        known = last.get(who)
        if known is None or at - (known.faces[-1].at_seconds or 0.0) > gap:
            known = last[who] = Followed(who)
            everybody.append(known)
        known.faces.append(face)
    return [one for one in everybody if len(one.faces) > 1], nobodys


def _whose(face: ResultRow, people: People) -> int | None:
    if not people:
        return None
    true = np.array([box for _, box in people], np.float32)
    shared = overlaps(np.array([_box(face)], np.float32), true)[0]
    best = int(shared.argmax())
    return people[best][0] if shared[best] >= SAME_PLACE else None


def _main_people(followed: Sequence[Followed]) -> dict[str, int]:
    """Whose faces each track has most of."""
    counts: dict[str, Counter[int]] = {}
    for one in followed:
        for face in one.faces:
            counts.setdefault(str(face.track_id), Counter())[one.who] += 1
    return {track: count.most_common(1)[0][0] for track, count in counts.items()}


def _changes(faces: Sequence[ResultRow]) -> int:
    """How often one face has another label than the one before."""
    return sum(a.label != b.label for a, b in pairwise(faces))


def _told_changes(faces: Sequence[ResultRow]) -> int:
    """How often the label of the track changes from face to face of what is one person."""
    return sum(a.track_label != b.track_label for a, b in pairwise(faces))


def _box(row: ResultRow) -> Box:
    return float(row.face_x or 0), float(row.face_y or 0), float(row.face_w or 0), float(row.face_h or 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
