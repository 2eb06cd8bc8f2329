"""What the worker's tests share."""

from pathlib import Path

import pytest

from core.blobs import BlobStore
from core.blobs.folder import FolderStore


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return FolderStore(tmp_path / "blobs")
