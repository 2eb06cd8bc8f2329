"""Artefacts that publishing begins with."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.artefacts import VERSION as TALKATIVE
from tests.unit.models.artefact import publish_untrained

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained default. Not to be changed: copy it first."""
    return publish_untrained(tmp_path_factory.mktemp("served"))


@pytest.fixture
def directory(served: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(served, tmp_path / "artefacts"))


@pytest.fixture
def finished(talkative: Path, tmp_path: Path) -> Path:
    """A finished artefact in a folder of another name, with a figure and something that is not part of it."""
    folder = Path(shutil.copytree(talkative / TALKATIVE, tmp_path / "somewhere"))
    (folder / "confusion.png").write_bytes(b"a figure")
    (folder / "notes.txt").write_text("mine")
    return folder
