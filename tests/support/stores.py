"""Both kinds of store, and what lies in them, past their methods."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from bench.s3_server import BUCKET
from core.blobs import BlobStore, open_store
from core.blobs.bucket import Bucket
from core.blobs.folder import FolderStore
from core.ids import new_id
from core.settings import Settings
from tests.support.factories import create_settings

KINDS = ("folder", "bucket")


class Place(Protocol):
    """A store, and a way around it."""

    store: BlobStore

    def all(self) -> list[str]:
        """The names of all packs."""
        ...

    def read(self, pack: str) -> bytes:
        """All bytes of a pack."""
        ...

    def write(self, pack: str, data: bytes) -> None:
        """Make a pack of these bytes, or change one to them."""
        ...


class FolderPlace:
    """Files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.store: BlobStore = FolderStore(folder)

    def all(self) -> list[str]:
        return sorted(str(path.relative_to(self._folder)) for path in self._folder.rglob("*"))

    def read(self, pack: str) -> bytes:
        return (self._folder / pack).read_bytes()

    def write(self, pack: str, data: bytes) -> None:
        path = self._folder / pack
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class BucketPlace:
    """Objects, under a prefix that nobody else has."""

    def __init__(self, settings: Settings) -> None:
        self.store = open_store(settings)
        assert settings.bucket is not None
        self._bucket = Bucket(*settings.bucket, settings)

    def all(self) -> list[str]:
        return sorted(name for name, _ in self._bucket.list())

    def read(self, pack: str) -> bytes:
        return bytes(self._bucket.get(pack)[0])

    def write(self, pack: str, data: bytes) -> None:
        self._bucket.put(pack, data)


def with_bucket(server: Mapping[str, str]) -> dict[str, str]:
    """Settings of a store under a prefix of its own; names as in the environment."""
    return {**server, "BLOB_URL": f"s3://{BUCKET}/tests/{new_id()}"}


def bucket_place(server: Mapping[str, str], home: Path, redis_url: str) -> BucketPlace:
    """A bucket beside a Redis for its live frames."""
    return BucketPlace(create_settings(home, redis_url=redis_url, **with_bucket(server)))


def bytes_of(place: Place, job: str) -> bytes:
    """All that a job's packs hold."""
    return b"".join(place.read(pack) for pack in place.all() if pack.startswith(f"{job}{os.sep}"))
