"""A place to read settings in."""

from pathlib import Path

import pytest

from core.settings import Settings, name_of
from core.settings.secret_files import SECRETS


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` and no settings of the machine that runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in SECRETS:
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    for name in Settings.model_fields:
        for ours in (name_of(name), f"BROWLINE_{name.upper()}"):
            monkeypatch.delenv(ours, raising=False)
