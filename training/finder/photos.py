"""Photographs and what the teacher sees in them, as pools."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from training.finder.pool import LONGEST, Pictured, Pool, load_pool, reduced
from training.finder.sources import files_key
from training.finder.teacher import DOUBTFUL, SURE, Teacher, parted
from training.progress import track


def photos(name: str, paths: Sequence[Path], teacher: Teacher, cache: Path, longest: int = LONGEST) -> Pool:
    """Pictures with at least one sure face, reduced; what cannot be read is left out."""
    key = f"{files_key(paths)} {teacher.key} {SURE} {DOUBTFUL} {longest} {LONGEST}"
    return load_pool(name, key, cache, _labelled(name, paths, teacher, longest))


def picture_of(path: Path) -> NDArray[np.uint8] | None:
    """H×W×3 RGB uint8, None where there is no picture."""
    try:
        return decode(path.read_bytes())
    except (ImageError, OSError):
        return None


def _labelled(name: str, paths: Sequence[Path], teacher: Teacher, longest: int) -> Iterator[Pictured]:
    for path in track(paths, f"Looking for faces in {name}"):
        picture = picture_of(path)
        if picture is None:
            continue
        faces, doubts = parted(teacher(picture))
        if len(faces):
            yield reduced(picture, faces, doubts, longest)
