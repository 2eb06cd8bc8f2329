"""Labelled folders: one subfolder a class, named `Female` and `Male`."""

from dataclasses import dataclass
from pathlib import Path

from training.errors import DataError

CLASS_FOLDERS = ("Female", "Male")  # the position is the class index
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture, its class index, and the cluster of near-duplicates that it belongs to."""

    path: Path
    label: int
    cluster: str


def read_labelled(folder: Path) -> list[Sample]:
    """The pictures of `folder/Female` and `folder/Male` in a fixed order, each its own cluster.

    Raises `DataError` when a class has no folder or no picture.
    """
    return [
        Sample(path, label, str(path))
        for label, name in enumerate(CLASS_FOLDERS)
        for path in _pictures(folder / name)
    ]


def is_labelled(folder: Path) -> bool:
    """Whether `folder` has a subfolder for each class."""
    return all((folder / name).is_dir() for name in CLASS_FOLDERS)


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DataError(f"there is no folder {folder}; each class needs one, named Female and Male")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if not found:
        raise DataError(f"{folder} has no JPEG, PNG, WebP or BMP pictures")
    return found
