"""Labelled pictures in a ZIP, as Browline gives the reviewed ones: unpacked where training reads folders."""

import re
import shutil
import zipfile
from pathlib import Path

from training.errors import DataError
from training.folders import CLASS_FOLDERS, PICTURES

# All else is left where it is, so that no name leads out of the folder.
_ENDINGS = "|".join(sorted(ending.removeprefix(".") for ending in PICTURES))
_PICTURE = re.compile(
    rf"(Training|Validation|Test)/({'|'.join(CLASS_FOLDERS)})/[^/\\\0.][^/\\\0]*\.({_ENDINGS})", re.IGNORECASE
)
TABLES = frozenset({"labels.csv", "reviewed.json"})
MOST_BYTES = 25_000_000  # of one file, as an upload
MOST_FILES = 2_000_000


def unpacked(data: Path, place: Path) -> Path:
    """The folder `data` itself, or `place` with what an archive has of labelled pictures and their table.

    Raises `DataError` for what is no archive, is damaged, or has files of more than 25 MB.
    """
    if not data.is_file():
        return data
    shutil.rmtree(place, ignore_errors=True)
    try:
        with zipfile.ZipFile(data) as archive:
            found = [entry for entry in archive.infolist() if _is_wanted(entry)]
            if not any(_PICTURE.fullmatch(entry.filename) for entry in found):
                raise DataError(f"{data} has no pictures in folders like Training/Female and Training/Male")
            if len(found) > MOST_FILES:
                raise DataError(f"{data} has more than {MOST_FILES:,} files")
            for entry in found:
                _unpack(archive, entry, place / entry.filename, data)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as wrong:
        raise DataError(f"{data} cannot be read as a ZIP archive: {wrong}") from wrong
    return place


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    return entry.filename in TABLES or _PICTURE.fullmatch(entry.filename) is not None


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, data: Path) -> None:
    """No more than a file may have, whatever its entry says."""
    with archive.open(entry) as packed:
        content = packed.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DataError(f"{entry.filename} in {data} has more than {MOST_BYTES // 10**6} MB")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
