"""Pictures with their faces, decoded once: bytes in one file, the rest in a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces

LONGEST = 400  # pixels of a kept picture's longest side


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture (H×W×3 RGB uint8), its faces (N×15 float32, in its pixels), and those that are in doubt."""

    pixels: NDArray[np.uint8]
    faces: Faces
    doubts: Faces


@dataclass(frozen=True, slots=True)
class Pool:
    """Many of them; `pool[i]` is cheap and copies nothing."""

    pixels: NDArray[np.uint8]
    starts: NDArray[np.int64]
    shapes: NDArray[np.int64]
    faces: Faces
    owners: NDArray[np.int64]
    sure: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Pictured:
        height, width = (int(side) for side in self.shapes[index])
        start = int(self.starts[index])
        first, last = np.searchsorted(self.owners, [index, index + 1])
        rows, sure = self.faces[first:last], self.sure[first:last]
        pixels = self.pixels[start : start + height * width * 3].reshape(height, width, 3)
        return Pictured(pixels, rows[sure], rows[~sure])


def load_pool(name: str, key: str, cache: Path, make: Iterable[Pictured]) -> Pool:
    """The pool `name`, from `cache` if all that `key` names is as it was; else made and kept."""
    stem = cache / f"{name}-{sha256(key.encode()).hexdigest()[:16]}"
    if not stem.with_suffix(".npz").is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _keep(stem, make)
    with np.load(stem.with_suffix(".npz")) as table:
        parts = [table[part] for part in ("starts", "shapes", "faces", "owners", "sure")]
    pixels = stem.with_suffix(".pixels")
    # Read and not mapped: in random order a mapped file waits for the disk where others want the memory.
    return Pool(np.fromfile(pixels, np.uint8), *parts)


def reduced(picture: NDArray[np.uint8], faces: Faces, doubts: Faces, longest: int = LONGEST) -> Pictured:
    """The picture with its longest side at most `longest`, and its faces there."""
    height, width = picture.shape[:2]
    ratio = longest / max(height, width)
    if ratio >= 1:
        return Pictured(picture, faces, doubts)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    pixels = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Pictured(pixels, _scaled(faces, ratio), _scaled(doubts, ratio))


def _scaled(faces: Faces, ratio: float) -> Faces:
    scaled = faces.copy()
    scaled[:, :14] *= ratio
    return scaled


def _keep(stem: Path, make: Iterable[Pictured]) -> None:
    starts, shapes, rows, owners, sure, end = [], [], [], [], [], 0
    with stem.with_suffix(".pixels").open("wb") as stream:
        for index, each in enumerate(make):
            stream.write(np.ascontiguousarray(each.pixels).data)
            starts.append(end)
            shapes.append(each.pixels.shape[:2])
            end += each.pixels.size
            rows += [each.faces, each.doubts]
            owners += [index] * (len(each.faces) + len(each.doubts))
            sure += [True] * len(each.faces) + [False] * len(each.doubts)
    unfinished = stem.with_suffix(".unfinished.npz")
    np.savez(
        unfinished,
        starts=np.array(starts, np.int64),
        shapes=np.array(shapes, np.int64).reshape(-1, 2),
        faces=np.concatenate([np.empty((0, 15), np.float32), *rows]),
        owners=np.array(owners, np.int64),
        sure=np.array(sure, bool),
    )
    unfinished.replace(stem.with_suffix(".npz"))


def each_of(pool: Pool) -> Iterator[Pictured]:
    """All pictures of a pool in their order."""
    return (pool[index] for index in range(len(pool)))
