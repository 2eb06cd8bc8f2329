"""The checksums behind images in packs: a disk may change bytes, and the picture often still opens."""

import zlib

CHECKED = "+crc32"  # what a pack's name ends with whose images have checksums; older packs have none
CHECKSUM_BYTES = 4


def checksum(data: bytes) -> bytes:
    """What is written behind an image of these bytes."""
    return zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big")


def behind(pack: str) -> int:
    """How many bytes follow each image of a pack."""
    return CHECKSUM_BYTES if pack.endswith(CHECKED) else 0
