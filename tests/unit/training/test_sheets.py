"""Contact sheets."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from cli.main import main
from cli.sheet import KINDS
from tests.unit.training.folder import write_split
from training.errors import DataError
from training.mask_sheet import WEARS
from training.sheets import COLUMNS, SIDE, as_png, contact_sheet, save_sheet

RED, GREEN = np.array([220, 10, 10], np.uint8), np.array([10, 220, 10], np.uint8)


def plain(colour: np.ndarray, height: int, width: int) -> np.ndarray:
    return np.broadcast_to(colour, (height, width, 3)).copy()


def test_pictures_stand_row_by_row_with_their_aspect_ratio() -> None:
    sheet = contact_sheet([plain(RED, 50, 50), plain(GREEN, 20, 80), plain(RED, 5, 5)], columns=2, side=40)
    assert (sheet.shape, sheet.dtype) == ((80, 80, 3), np.uint8)
    assert (sheet[20, 20] == RED).all()
    assert (sheet[20, 60] == GREEN).all()
    assert (sheet[3, 60] == 255).all(), "paper above the wide one"
    assert (sheet[60, 20] == RED).all()
    assert (sheet[40:, 40:] == 255).all(), "nobody's place"


def test_titles_stand_above() -> None:
    bare = contact_sheet([plain(RED, 10, 10)] * 2, 2, 100)
    titled = contact_sheet([plain(RED, 10, 10)] * 2, 2, 100, ["one", ""])
    assert (titled[-100:] == bare).all()
    assert (titled[:-100, :100] < 128).any()
    assert (titled[:-100, 100:] == 255).all()


def test_a_picture_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        contact_sheet([plain(RED, 10, 10)] * 2, 2, 100, ["one"])


def test_no_picture_is_an_empty_row() -> None:
    assert (contact_sheet([], 3, 10) == np.full((10, 30, 3), 255)).all()


def test_a_saved_sheet_has_its_colours(tmp_path: Path) -> None:
    (tmp_path / "red.png").write_bytes(as_png(plain(RED, 30, 30)))
    save_sheet([(tmp_path / "red.png", "Female? 2%")], tmp_path / "sheet.png")
    read = cv2.imread(str(tmp_path / "sheet.png"))
    assert read is not None
    assert read.shape[1] == COLUMNS * SIDE
    assert (read[-SIDE // 2, SIDE // 2, ::-1] == RED).all()


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"a\.jpg"):
        save_sheet([(tmp_path / "a.jpg", "")], tmp_path / "sheet.png")


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_draws_beside_real_ones(tmp_path: Path, kind: str) -> None:
    for folder in ("unmasked", "masked"):
        write_split(tmp_path / folder / "Training", 4)
    out = tmp_path / "sheet.png"
    words = ["sheet", "masks", "--data", str(tmp_path), "--out", str(out), "--wear", kind, "--rows", "1"]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output
    read = cv2.imread(str(out))
    assert read is not None
    assert read.shape[1] == COLUMNS * SIDE
    first = out.read_bytes()
    CliRunner().invoke(main, words)
    assert out.read_bytes() == first


def test_the_command_knows_every_wear() -> None:
    assert tuple(WEARS) == KINDS


def test_the_command_tells_what_is_missing(tmp_path: Path) -> None:
    answer = CliRunner().invoke(
        main, ["sheet", "masks", "--data", str(tmp_path), "--out", str(tmp_path / "sheet.png")]
    )
    assert answer.exit_code == 2
    assert "there is no folder" in answer.output


def test_the_command_tells_where_it_cannot_write(tmp_path: Path) -> None:
    for folder in ("unmasked", "masked"):
        write_split(tmp_path / folder / "Training", 4)
    words = ["sheet", "masks", "--data", str(tmp_path), "--out", str(tmp_path / "no" / "sheet.png")]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 1
    assert "cannot be written" in answer.output
