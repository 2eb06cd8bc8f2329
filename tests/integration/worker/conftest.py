"""What the worker's tests share."""

from pathlib import Path

import pytest

from core.blobs import BlobStore


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")
