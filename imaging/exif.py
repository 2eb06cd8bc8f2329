"""The one EXIF tag that changes a picture: its orientation (tag 0x0112; EXIF 2.32, section 4.6.4)."""

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_ENTRY_BYTES = 12
_MAX_ENTRIES = 512  # cameras write a few dozen
MINIMAL_BYTES = 26


def orientation(tiff: bytes) -> int:
    """Read the orientation, 1 to 8, from an EXIF block that begins at its TIFF header.

    1 (upright) stands for every block without a usable tag: damaged EXIF must not cost anyone a picture.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        return _first_directory(tiff, order)
    except struct.error:  # an offset or a count that points past the end
        return 1


def minimal(value: int) -> bytes:
    """Return an EXIF block of `MINIMAL_BYTES` that holds orientation `value` and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, value, 0, 0)


def _first_directory(tiff: bytes, order: str) -> int:
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    entry = struct.Struct(f"{order}HHIH")
    for index in range(min(count, _MAX_ENTRIES)):
        tag, kind, _, value = entry.unpack_from(tiff, start + 2 + index * _ENTRY_BYTES)
        if tag == _ORIENTATION:
            return int(value) if kind == _SHORT and 1 <= value <= 8 else 1
    return 1
