"""Empty a part of a file: it reads as zeros from then on and, where the system can, takes no more room.

A file that has other names is made its own first, so that they keep what they have.
"""

import ctypes
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from core.ids import new_id

_HOLE = 0x01 | 0x02  # fallocate(2): keep the size, punch a hole
_PIECE = 2**20


def empty(path: Path, ranges: Sequence[tuple[int, int]]) -> None:
    """Empty parts (offset, length) of a file durably; what is empty already costs no copy.

    Nobody else may link or empty it meanwhile. Raises `OSError` where it cannot be written.
    """
    with path.open("rb") as file:
        full = [part for part in ranges if not _is_empty(file.fileno(), *part)]
    if not full:
        return
    make_own(path)
    with path.open("r+b") as file:
        for offset, length in full:
            punch(file.fileno(), offset, length)
        os.fdatasync(file.fileno())


def _is_empty(file: int, offset: int, length: int) -> bool:
    try:
        for start in range(offset, offset + length, _PIECE):
            piece = os.pread(file, min(_PIECE, offset + length - start), start)
            if piece.count(0) < len(piece):
                return False
    except OSError:
        return False  # what cannot be read can perhaps be emptied
    return True


def punch(file: int, offset: int, length: int) -> None:
    """Turn bytes of an open file into zeros. Raises `OSError` where it cannot be written."""
    end = min(offset + length, os.fstat(file).st_size)
    if end <= offset or _deallocated(file, offset, end - offset):
        return
    for start in range(offset, end, _PIECE):
        os.pwrite(file, bytes(min(_PIECE, end - start)), start)


def _deallocated(file: int, offset: int, length: int) -> bool:
    """Whether the system did it; other systems than Linux, and some file systems, cannot."""
    try:
        fallocate = ctypes.CDLL(None, use_errno=True).fallocate
    except (OSError, AttributeError):
        return False
    size = ctypes.c_int64
    return int(fallocate(ctypes.c_int(file), ctypes.c_int(_HOLE), size(offset), size(length))) == 0


def make_own(path: Path) -> None:
    """Give a file that has several names one of its own: a durable copy takes its place at once."""
    if path.stat().st_nlink == 1:
        return
    copy = path.with_name(f"{new_id()}{path.suffix}")
    try:
        shutil.copyfile(path, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        copy.replace(path)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
