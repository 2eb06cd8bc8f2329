"""What each format's stripper hands back."""

from dataclasses import dataclass

# A file of more segments or chunks than this was built to keep a reader busy: 25 MiB can hold two million
# empty PNG chunks, a real 40-megapixel picture a few thousand.
MAX_PARTS = 65_536


@dataclass(frozen=True, slots=True)
class Stripped:
    """A picture without its metadata; `width` and `height` are as stored, before `orientation` (1 to 8).

    `moving` says that it had more frames than the first, which alone was kept.
    """

    width: int
    height: int
    orientation: int
    data: bytes
    moving: bool = False
