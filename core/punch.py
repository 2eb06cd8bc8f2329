"""Empty a part of a file: it reads as zeros from then on and, where the system can, takes no more room."""

import ctypes
import os

_HOLE = 0x01 | 0x02  # fallocate(2): keep the size, punch a hole
_PIECE = 2**20


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
