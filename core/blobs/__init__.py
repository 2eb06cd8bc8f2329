"""The images' bytes, in packs: in a folder, or in a bucket of an S3-compatible store."""

from core.blobs.opening import open_store
from core.blobs.store import BlobStore, PackWriter, unchanged
from core.blobs.types import (
    LIVE,
    BlobChanged,
    BlobMissing,
    BlobRef,
    BucketError,
    PackCopy,
    PackFile,
    is_silence,
)

__all__ = [
    "LIVE", "BlobChanged", "BlobMissing", "BlobRef", "BlobStore",
    "BucketError", "PackCopy", "PackFile", "PackWriter", "is_silence", "open_store", "unchanged",
]  # fmt: skip
