"""Artefacts that publishing begins with."""

import shutil
from pathlib import Path

import pytest

from tests.support.artefacts import VERSION as TALKATIVE
from tests.support.made_once import made_once
from tests.unit.models.artefact import publish_untrained


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained default. Not to be changed: copy it first."""
    return made_once(tmp_path_factory, "untrained", publish_untrained)


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
