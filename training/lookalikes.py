"""Pictures that look like ones that are measured on, found where no table of labels knows them.

Perceptual hashes (Zauner, Implementation and benchmarking of perceptual image hash functions, 2010) of whole
pictures and of the faces in them: a crop of a photograph is a near-duplicate, too.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from training.faces import FaceFinder, finder_of
from training.folders import PICTURES, Sample
from training.framers import about
from training.progress import track

ALIKE = 6  # bits of 64 that may differ; two unrelated pictures differ in about 32
LEAST = 36  # pixels of a face's box
MEASURED = ("masked/Validation", "unmasked/Validation", "unmasked/Test")

Hashes = NDArray[np.uint64]


def unlike_measured(samples: Iterable[Sample], data: Path, also: Iterable[Path] = ()) -> list[Sample]:
    """The samples that are no near-duplicates, whole or by a face, of what is measured in `data`.

    `also` names further pictures that are measured on.
    """
    known = np.concatenate([_measured(data), *(_hashes(path, data) for path in also)])
    return [sample for sample in samples if not _alike(_hashes(sample.path, data), known)]


def perceptual_hash(picture: NDArray[np.uint8]) -> int:
    """64 bits of H×W×3 RGB uint8: which of its 8×8 lowest frequencies are above their median."""
    grey = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA)
    low = cv2.dct(grey.astype(np.float32))[:8, :8].ravel()
    return int(np.packbits(low > np.median(low[1:])).view(">u8")[0])


def _alike(some: Hashes, others: Hashes) -> bool:
    apart = np.bitwise_xor(some[:, None], others[None, :]).view(np.uint8).reshape(len(some), len(others), 8)
    return bool((np.unpackbits(apart, axis=2).sum(axis=2) <= ALIKE).any())


@cache
def _measured(data: Path) -> Hashes:
    paths = [
        path
        for folder in MEASURED
        for path in sorted((data / folder).glob("*/*"))
        if path.suffix.lower() in PICTURES
    ]
    every = [_hashes(path, data) for path in track(paths, "Looking for near-duplicates")]
    return np.concatenate(every) if every else np.empty(0, np.uint64)


@cache
def _hashes(path: Path, data: Path) -> Hashes:
    """Of the whole picture and of its faces; none of what cannot be read."""
    try:
        picture = decode(path.read_bytes())
    except (ImageError, OSError):
        return np.empty(0, np.uint64)
    return np.array([perceptual_hash(each) for each in _parts(picture, _finder(data))], np.uint64)


def _parts(picture: NDArray[np.uint8], finder: FaceFinder | None) -> Iterator[NDArray[np.uint8]]:
    yield picture
    if finder is not None:
        yield from (about(picture, face)[0] for face in finder.every(picture) if face[2] >= LEAST)


@cache
def _finder(data: Path) -> FaceFinder | None:
    return finder_of(data)
