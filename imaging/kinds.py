"""Which of the four kinds of picture some bytes are, judged by their content and never by a name."""

import re
from typing import Literal, get_args

Kind = Literal["jpeg", "png", "webp", "bmp"]

# "BM" alone starts too many English words; a bitmap also has zeroed reserved fields or one of the known
# header sizes. What is too short to hold a header may still be the start of a bitmap.
_BMP = re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0|BM.{4}\0{4}|BM.{0,6}\Z", re.DOTALL)
KINDS: tuple[Kind, ...] = get_args(Kind)


def kind_of(data: bytes) -> Kind | None:
    """Return the kind that `data` starts as, or None for everything that is not opened here."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return "bmp" if _BMP.match(data) else None
