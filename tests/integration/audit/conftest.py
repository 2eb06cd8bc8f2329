"""A system in which everything is in order, to be damaged: one a file of tests, or one a test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.blobs.folder import FolderStore
from core.database import Database
from tests.integration.audit.world import World, make_world
from tests.integration.conftest import BOTH, empty_database
from tests.support.databases import opened


@pytest.fixture(scope="module", params=BOTH)
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One whose rows no test changes."""
    folder = tmp_path_factory.mktemp("world")
    with opened(empty_database(request, request.param, folder)) as database:
        yield make_world(database, folder / "blobs")


@pytest.fixture
def stored(sound: World, tmp_path: Path) -> World:
    """Its rows, and a copy of its packs that a test may change."""
    folder = tmp_path / "packs"
    shutil.copytree(sound.folder, folder)
    return replace(sound, store=FolderStore(folder), folder=folder)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """One of a test's own."""
    return make_world(database, tmp_path / "blobs")
