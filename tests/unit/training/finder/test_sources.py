"""Which scenes are only measured on, and pictures of nobody that are the same in every run."""

from pathlib import Path

import numpy as np
import pytest

from training.errors import DataError
from training.finder.sources import HELD_OUT, files_key, is_held_out, scenes_of, sources_of
from training.finder.strange import KINDS, strange


def test_a_share_of_the_scenes_is_held_out_by_name_alone() -> None:
    held = [is_held_out(Path(f"somewhere/{number}.jpg")) for number in range(2000)]
    assert sum(held) / 2000 == pytest.approx(HELD_OUT, abs=0.03)
    assert held == [is_held_out(Path(f"elsewhere/{number}.jpg")) for number in range(2000)]


def test_a_changed_file_changes_the_key(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    before = files_key([file])
    assert files_key([file]) == before
    file.write_bytes(b"other")
    assert files_key([file]) != before


def test_scenes_are_pictures_in_order(tmp_path: Path) -> None:
    (tmp_path / "scenes").mkdir()
    for name in ("b.jpg", "a.png", "notes.txt"):
        (tmp_path / "scenes" / name).touch()
    assert [path.name for path in scenes_of(tmp_path)] == ["a.png", "b.jpg"]
    assert scenes_of(tmp_path / "scenes") == []


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no folder"):
        sources_of(tmp_path / "nowhere", tmp_path)


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_pictures_of_nobody_are_the_same_in_every_run(number: int) -> None:
    one = strange(number, 120, 160)
    assert one.shape == (120, 160, 3)
    assert one.dtype == np.uint8
    assert np.array_equal(one, strange(number, 120, 160))
    assert not np.array_equal(one, strange(number + len(KINDS), 120, 160))
