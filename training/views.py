"""Pictures larger than the network's input, with the place of the face: a crop can still be chosen."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from training.code_key import code_digest
from training.errors import DataError
from training.folders import Sample
from training.framers import VIEW_SIZE, Framer, View
from training.progress import track

IN_MEMORY = 16  # views that take less than this part of the memory are read at once


@dataclass(frozen=True, slots=True)
class Views:
    """N views, the place of the face in each, and which sample each was cut from.

    `pictures` is N×160×160×3 RGB uint8, on disk unless it is small; `places` N×3 float32: centre x, y and
    longest side of the face in shares of the view's side; `origins` N int64.
    """

    pictures: NDArray[np.uint8]
    places: NDArray[np.float32]
    origins: NDArray[np.int64]


def load_views(samples: Sequence[Sample], framer: Framer, cache: Path, title: str) -> Views:
    """Views of every sample, from `cache` where they are there already.

    Raises `DataError` for a picture that does not decode.
    """
    stem = cache / _key(samples, framer)
    if not stem.with_suffix(".faces.npz").is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _keep(stem, samples, framer, title)
    with np.load(stem.with_suffix(".faces.npz")) as faces:
        places, origins = faces["places"], faces["origins"]
    shape = (len(places), VIEW_SIZE, VIEW_SIZE, 3)
    return Views(_opened(stem.with_suffix(".views"), shape), places, origins)


def _opened(file: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """In memory where it is a small part of this machine's, else on disk, which is slow to jump about in."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if file.stat().st_size < memory / IN_MEMORY:
        return np.fromfile(file, np.uint8).reshape(shape)
    return np.memmap(file, np.uint8, "r", shape=shape)


def _keep(stem: Path, samples: Sequence[Sample], framer: Framer, title: str) -> None:
    """Views as bare bytes, written one by one: how many there will be is not known beforehand."""
    places, origins = [], []
    with stem.with_suffix(".views").open("wb") as stream:
        for origin, sample in enumerate(track(samples, title)):
            for picture, place in _of(sample, framer):
                stream.write(np.ascontiguousarray(picture).data)
                places.append(place)
                origins.append(origin)
    unfinished = stem.with_suffix(".unfinished.npz")
    np.savez(unfinished, places=np.array(places, np.float32), origins=np.array(origins, np.int64))
    unfinished.replace(stem.with_suffix(".faces.npz"))


def _of(sample: Sample, framer: Framer) -> list[View]:
    try:
        picture = decode(sample.path.read_bytes())
    except (ImageError, OSError) as wrong:
        raise DataError(f"{sample.path} cannot be read as a picture: {wrong}") from wrong
    return framer(picture, sample.path)


def _key(samples: Sequence[Sample], framer: Framer) -> str:
    """Names all that the views depend on: the files, the framer, and the code that decides pixels."""
    digest = sha256(f"{framer.key} {VIEW_SIZE} {code_digest()}".encode())
    for sample in samples:
        stat = sample.path.stat()
        digest.update(f"{sample.path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]
