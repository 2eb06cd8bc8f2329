"""`browline healthy sweeper` tells a loop that goes round from one that hangs, or never began."""

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.healthy import PATIENCE_SECONDS, healthy
from core.pulse import beat


@pytest.mark.parametrize(
    ("age", "status", "complaint"),
    [
        (None, 1, "it has not swept yet"),
        (0, 0, ""),
        (PATIENCE_SECONDS + 60, 1, "its last sweep was 180 s ago"),
    ],
)
def test_the_sweepers_pulse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float | None, status: int, complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROWLINE_HOME", str(tmp_path))
    if age is not None:
        beat(tmp_path / "swept")
        os.utime(tmp_path / "swept", (time.time() - age,) * 2)
    done = CliRunner().invoke(healthy, ["sweeper"])
    assert (done.exit_code, done.output.strip()) == (status, complaint)
