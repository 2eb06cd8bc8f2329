"""Pictures without faces, as a pool: parts of scenes in which the teacher sees nothing, and drawn ones."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces
from models.finders.overlap import overlaps
from training.code_key import code_digest
from training.finder.photos import picture_of
from training.finder.pool import Pictured, Pool, load_pool
from training.finder.sources import files_key
from training.finder.teacher import Teacher
from training.finder.textures import drawn
from training.progress import track

SIDE = 320  # pixels of a drawn picture
LEAST = 96  # pixels of a part's shorter side
TRIES = 12  # to find a part of a scene without faces
KEPT = 3  # parts of one scene at most
AROUND = 0.5  # of a face's size that a part keeps away from it: hair and neck are no background
NOTHING = np.empty((0, 15), np.float32)


def grounds(scenes: Sequence[Path], teacher: Teacher, count: int, cache: Path, seed: int) -> Pool:
    """Parts of `scenes` and `count` drawn pictures."""
    key = f"{files_key(scenes)} {teacher.key} {count} {seed} {SIDE} {LEAST} {TRIES} {AROUND} {code_digest()}"
    return load_pool("grounds", key, cache, _made(scenes, teacher, count, seed))


def _made(scenes: Sequence[Path], teacher: Teacher, count: int, seed: int) -> Iterator[Pictured]:
    rng = np.random.default_rng([seed, 1])
    for path in track(scenes, "Looking for backgrounds"):
        picture = picture_of(path)
        if picture is None:
            continue
        for part in faceless_parts(picture, teacher(picture), rng):
            yield Pictured(part, NOTHING, NOTHING)
    for _ in range(count):
        yield Pictured(drawn(rng, SIDE), NOTHING, NOTHING)


def faceless_parts(
    picture: NDArray[np.uint8], faces: Faces, rng: np.random.Generator
) -> list[NDArray[np.uint8]]:
    """Up to `KEPT` parts of a picture that keep away from all `faces`, doubtful ones too."""
    height, width = picture.shape[:2]
    wider = faces[:, :4].copy()
    wider[:, :2] -= AROUND * wider[:, 2:]
    wider[:, 2:] *= 1 + 2 * AROUND
    parts: list[NDArray[np.uint8]] = []
    for _ in range(TRIES):
        wide, high = (int(rng.uniform(LEAST, max(LEAST + 1, side))) for side in (width, height))
        left, top = (
            int(rng.uniform(0, max(1, side - size))) for side, size in ((width, wide), (height, high))
        )
        part = picture[top : top + high, left : left + wide]
        box = np.array([[left, top, wide, high]], np.float32)
        if min(part.shape[:2]) >= LEAST and (not len(wider) or overlaps(box, wider).max() == 0):
            parts.append(part)
        if len(parts) == KEPT:
            break
    return parts
