"""The store that `BLOB_URL` names."""

from core.blobs.folder import FolderStore
from core.blobs.store import BlobStore
from core.settings import Settings


def open_store(settings: Settings) -> BlobStore:
    """Make it after a fork; nothing connects before the first use."""
    if (bucket := settings.bucket) is None:
        return FolderStore(settings.blob_folder)
    from core.blobs.bucket import Bucket  # noqa: PLC0415 - only a bucket needs its client
    from core.blobs.live import LiveFrames  # noqa: PLC0415
    from core.blobs.objects import ObjectStore  # noqa: PLC0415

    return ObjectStore(Bucket(*bucket, settings), LiveFrames(settings.client_url), settings.home)
