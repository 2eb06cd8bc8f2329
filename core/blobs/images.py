"""One image's bytes in what was read of its pack."""

from core.blobs.checksum import behind, checksum
from core.blobs.types import BlobChanged, BlobMissing, BlobRef


def image_in(read: bytes | memoryview, ref: BlobRef) -> bytes | BlobMissing:
    """The image of a ref, whose bytes and checksum these should be."""
    more = behind(ref.pack)
    data = bytes(read[: ref.length])
    if len(read) < ref.length + more:
        return BlobMissing("the stored bytes are shorter than they were")
    if more and read[ref.length :] != checksum(data):
        return BlobChanged("the stored bytes are not what they were")
    return data
