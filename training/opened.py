"""The data of a run: a folder as it is, or an archive unpacked for as long as the run takes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from training.archives import unpacked
from training.errors import DataError

MARK = ".unpacked-by-browline"


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder of labelled pictures, and where arrays of them may be kept (None: with the run)."""

    data: Path
    arrays: Path | None


@contextmanager
def opened(data: Path, work: Path) -> Iterator[Opened]:
    """`data`, which is unpacked in a folder below `work` if it is an archive.

    That folder is named by what the archive holds, so that another archive is other data. It goes with
    everything in it at the end, since nobody who has their faces deleted would look for them there. Raises
    `DataError` as `unpacked` does.
    """
    if not data.is_file():
        yield Opened(data, None)
        return
    place = work / f".unpacked-{_digest(data)}"
    _make(place)
    try:
        yield Opened(unpacked(data, place / "data"), place / "arrays")
    finally:
        shutil.rmtree(place)


def _digest(data: Path) -> str:
    try:
        with data.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()[:24]
    except OSError as wrong:
        raise DataError(f"{data} cannot be read: {wrong.strerror}") from wrong


def _make(place: Path) -> None:
    """An empty folder that says whose it is, made anew where a killed run left one."""
    if (place / MARK).is_file():
        shutil.rmtree(place)
    try:
        place.mkdir(parents=True)
    except FileExistsError as taken:
        raise DataError(f"{place} is in the way, and was not made by browline train") from taken
    (place / MARK).touch()
