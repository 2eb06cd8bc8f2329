"""Pictures as one array of network inputs, kept on disk so that a resumed run starts at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import models.preprocess
import training.masks
from imaging.decode import decode
from imaging.errors import ImageError
from models.preprocess import INPUT_SIZE, face_input
from training.errors import DataError
from training.folders import Sample
from training.prepare import Prepare
from training.progress import track

Inputs = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Labelled:
    """N squares (N×size×size×3 RGB uint8), their class indices (N, int64) and clusters (N)."""

    inputs: Inputs
    labels: NDArray[np.int64]
    clusters: Sequence[str]


def load_labelled(
    samples: Sequence[Sample],
    cache: Path,
    prepare: Prepare | None = None,
    *,
    title: str = "Reading",
    size: int = INPUT_SIZE,
) -> Labelled:
    """Decodes, paints (with a prepare) and prepares every sample, or takes the array from `cache`.

    The array stays on disk and is read as it is needed.

    Raises `DataError` for a picture that does not decode.
    """
    file = cache / f"{_key(samples, prepare, size)}.npy"
    if not file.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _keep(file, _prepared(samples, prepare, title, size))
    labels = np.array([sample.label for sample in samples], np.int64)
    return Labelled(np.load(file, mmap_mode="r"), labels, [sample.cluster for sample in samples])


def _prepared(samples: Sequence[Sample], prepare: Prepare | None, title: str, size: int) -> Inputs:
    inputs = np.empty((len(samples), size, size, 3), np.uint8)
    for index, sample in enumerate(track(samples, title)):
        inputs[index] = _one(sample.path, prepare, size)
    return inputs


def _one(path: Path, prepare: Prepare | None, size: int) -> Inputs:
    try:
        picture = decode(path.read_bytes())
    except ImageError as wrong:
        raise DataError(f"{path} cannot be read as a picture: {wrong}") from wrong
    return face_input(prepare(picture, path) if prepare else picture, size)


def _keep(file: Path, inputs: Inputs) -> None:
    unfinished = file.with_suffix(".part")
    with unfinished.open("wb") as stream:
        np.save(stream, inputs)
    unfinished.replace(file)


def _key(samples: Sequence[Sample], prepare: Prepare | None, size: int) -> str:
    """Names all that the array depends on: the files, the seed, and the code that paints and resizes."""
    digest = sha256(f"{prepare.key if prepare else 'as it is'} {size}".encode())
    for code in (
        Path(models.preprocess.__file__),
        *sorted(Path(training.masks.__file__).parent.glob("*.py")),
    ):
        digest.update(code.read_bytes())
    for sample in samples:
        stat = sample.path.stat()
        digest.update(f"{sample.path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]
