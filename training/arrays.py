"""Pictures as one array of network inputs, kept on disk so that a resumed run starts at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from models.preprocess import INPUT_SIZE, face_input
from training.code_key import code_digest
from training.errors import DataError
from training.folders import Sample
from training.prepare import Prepare
from training.progress import track

Inputs = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Labelled:
    """N squares (N×96×96×3 RGB uint8), their class indices (N, int64) and clusters (N)."""

    inputs: Inputs
    labels: NDArray[np.int64]
    clusters: Sequence[str]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is no picture, and why, in words."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Readable:
    """Those samples that could be read, in their order, their pictures, and the other ones."""

    samples: Sequence[Sample]
    pictures: Labelled
    unreadable: Sequence[Unreadable]


def load_labelled(
    samples: Sequence[Sample], cache: Path, prepare: Prepare | None = None, *, title: str = "Reading"
) -> Labelled:
    """Every sample as `load_readable` reads it. Raises `DataError` where one does not decode."""
    read = load_readable(samples, cache, prepare, title=title)
    if read.unreadable:
        first, further = read.unreadable[0], len(read.unreadable) - 1
        others = f", nor can {further} more" if further else ""
        raise DataError(f"{first.path} cannot be read as a picture{others}: {first.reason}")
    return read.pictures


def load_readable(
    samples: Sequence[Sample], cache: Path, prepare: Prepare | None = None, *, title: str = "Reading"
) -> Readable:
    """Decodes, changes (with a prepare) and prepares samples, or takes the array from `cache`.

    The array is built and stays on disk, and is read as it is needed: its size is no matter.
    """
    file = cache / f"{_key(samples, prepare)}.npy"
    if not file.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _keep(file, samples, prepare, title)
    reasons = _reasons(file)
    kept = [sample for index, sample in enumerate(samples) if index not in reasons]
    labels = np.array([sample.label for sample in kept], np.int64)
    pictures = np.load(file, mmap_mode="r")[: len(kept)]
    return Readable(
        kept,
        Labelled(pictures, labels, [sample.cluster for sample in kept]),
        [Unreadable(samples[index].path, reason) for index, reason in reasons.items()],
    )


def _keep(file: Path, samples: Sequence[Sample], prepare: Prepare | None, title: str) -> None:
    """Readable pictures fill the array from its start, and a note beside it tells of the others."""
    unfinished, reasons = file.with_suffix(".part"), dict[int, str]()
    shape = (len(samples), INPUT_SIZE, INPUT_SIZE, 3)
    inputs = np.lib.format.open_memmap(unfinished, mode="w+", dtype=np.uint8, shape=shape)
    for index, sample in enumerate(track(samples, title)):
        try:
            inputs[index - len(reasons)] = _one(sample.path, prepare)
        except ImageError as wrong:
            reasons[index] = wrong.detail
        except OSError as wrong:
            reasons[index] = wrong.strerror or str(wrong)
    inputs.flush()
    if reasons:
        file.with_suffix(".json").write_text(json.dumps(reasons), encoding="utf-8")
    unfinished.replace(file)


def _reasons(file: Path) -> dict[int, str]:
    note = file.with_suffix(".json")
    if not note.is_file():
        return {}
    return {int(index): reason for index, reason in json.loads(note.read_text(encoding="utf-8")).items()}


def _one(path: Path, prepare: Prepare | None) -> Inputs:
    if prepare is None:  # as the worker decodes: at a reduced scale where that is enough
        return face_input(decode(path.read_bytes(), min_side=INPUT_SIZE))
    return face_input(prepare(decode(path.read_bytes()), path))


def _key(samples: Sequence[Sample], prepare: Prepare | None) -> str:
    """Names all that the array depends on: the files, the seed, and the code that decides pixels."""
    digest = sha256(f"{prepare.key if prepare else 'as it is served'} {INPUT_SIZE} {code_digest()}".encode())
    for sample in samples:
        stat = sample.path.stat()
        digest.update(f"{sample.path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()[:24]
