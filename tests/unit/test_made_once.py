"""What the tests make once."""

from pathlib import Path

import pytest

from core.ids import new_id
from tests.support.made_once import made_once


def test_where_it_failed_the_next_process_tries_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    """And so tells why it fails, instead of that the folder is there."""
    name = new_id()

    def fail(folder: Path) -> Path:
        (folder / "half").write_text("made")
        raise OSError("no room")

    for _ in range(2):
        with pytest.raises(OSError, match="no room"):
            made_once(tmp_path_factory, name, fail)
    made = made_once(tmp_path_factory, name, lambda folder: folder)
    assert list(made.iterdir()) == []
    assert made_once(tmp_path_factory, name, fail) == made
