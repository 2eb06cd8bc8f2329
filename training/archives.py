"""Labelled pictures in a ZIP, as Browline gives the reviewed ones: unpacked where training reads folders."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from training.errors import DataError
from training.folders import CLASS_FOLDERS, PICTURES

# All else is left where it is, so that no name leads out of the folder.
_ENDINGS = "|".join(sorted(ending.removeprefix(".") for ending in PICTURES))
_PICTURE = re.compile(
    rf"(Training|Validation|Test)/({'|'.join(CLASS_FOLDERS)})/[^/\\\0.][^/\\\0]*\.(?i:{_ENDINGS})"
)
TABLES = frozenset({"labels.csv", "reviewed.json"})
MOST_BYTES = 25_000_000  # of a picture, as an upload
MOST_TABLE_BYTES = 1_000_000_000  # of a table: some 140 bytes for each of as many files as there may be
MOST_FILES = 2_000_000
_PIECE = 1 << 20
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError,
    EOFError, OSError,
)  # fmt: skip


def unpacked(data: Path, place: Path) -> Path:
    """The folder `data` itself, or `place` with what an archive has of labelled pictures and their table.

    Nothing that lies in `place` is removed. Raises `DataError` for what is no archive, is damaged, or has
    files that are too large; what has no pictures is not unpacked at all.
    """
    if not data.is_file():
        return data
    with _told(data), zipfile.ZipFile(data) as archive:
        for entry in _wanted(archive, data):
            _unpack(archive, entry, place / entry.filename, data)
    return place


def _wanted(archive: zipfile.ZipFile, data: Path) -> Sequence[zipfile.ZipInfo]:
    pictures = [entry for entry in archive.infolist() if _PICTURE.fullmatch(entry.filename)]
    if not pictures:
        raise DataError(f"{data} has no pictures in folders like Training/Female and Training/Male")
    if len(pictures) > MOST_FILES:
        raise DataError(f"{data} has more than {MOST_FILES:,} files")
    return [*pictures, *(entry for entry in archive.infolist() if entry.filename in TABLES)]


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, data: Path) -> None:
    """No more than a file may have, whatever its entry says."""
    most = MOST_TABLE_BYTES if entry.filename in TABLES else MOST_BYTES
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as packed, target.open("wb") as file:
        while piece := packed.read(_PIECE):
            if file.tell() + len(piece) > most:
                raise DataError(f"{entry.filename} in {data} has more than {most // 10**6} MB")
            file.write(piece)


@contextmanager
def _told(data: Path) -> Iterator[None]:
    """In one sentence whatever a damaged archive, or a full disk, raises."""
    try:
        yield
    except _DAMAGED as wrong:
        raise DataError(f"{data} cannot be unpacked as a ZIP archive: {wrong}") from wrong
