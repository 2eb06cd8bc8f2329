"""Pictures without faces, as a pool: parts of photographs where the teacher sees none, and drawn ones."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.finders.overlap import overlaps
from training.finder.pool import Pictured, Pool, load_pool
from training.finder.textures import drawn

SIDE = 320  # pixels of a drawn picture
LEAST = 80  # pixels of a part's shorter side
TRIES = 40  # to find a part without faces
KEPT = 2  # parts of one photograph at most
AROUND = 0.5  # of a face's size that a part keeps away from it: hair and neck are no background
NOTHING = np.empty((0, 15), np.float32)


def grounds(photographs: Sequence[Pool], key: str, count: int, cache: Path, seed: int) -> Pool:
    """Parts of photographs and `count` drawn pictures; `key` names the photographs and who looked."""
    whole = f"{key} {count} {seed} {SIDE} {LEAST} {TRIES} {KEPT} {AROUND}"
    return load_pool("grounds", whole, cache, _made(photographs, count, seed))


def _made(photographs: Sequence[Pool], count: int, seed: int) -> Iterator[Pictured]:
    rng = np.random.default_rng([seed, 1])
    for pool in photographs:
        yield from faceless((pool[index] for index in range(len(pool))), rng)
    for _ in range(count):
        yield Pictured(drawn(rng, SIDE), NOTHING, NOTHING)


def faceless(photographs: Iterable[Pictured], rng: np.random.Generator) -> Iterator[Pictured]:
    """Parts of photographs that keep away from all faces, doubtful ones too."""
    for photo in photographs:
        for part in _parts(photo, rng):
            yield Pictured(part, NOTHING, NOTHING)


def _parts(photo: Pictured, rng: np.random.Generator) -> list[NDArray[np.uint8]]:
    height, width = photo.pixels.shape[:2]
    wider = np.concatenate([photo.faces, photo.doubts])[:, :4]
    wider[:, :2] -= AROUND * wider[:, 2:]
    wider[:, 2:] *= 1 + 2 * AROUND
    parts: list[NDArray[np.uint8]] = []
    for _ in range(TRIES):
        wide, high = (int(rng.uniform(LEAST, max(LEAST + 1, side))) for side in (width, height))
        left = int(rng.uniform(0, max(1, width - wide)))
        top = int(rng.uniform(0, max(1, height - high)))
        part = photo.pixels[top : top + high, left : left + wide]
        box = np.array([[left, top, wide, high]], np.float32)
        if min(part.shape[:2]) >= LEAST and (not len(wider) or overlaps(box, wider).max() == 0):
            parts.append(part)
        if len(parts) == KEPT:
            break
    return parts
