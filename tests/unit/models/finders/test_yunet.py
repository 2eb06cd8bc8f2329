"""A user's own detector file, through OpenCV. The file is made here: bright cells are faces."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import NoUsableArtefact
from models.finders.registry import load_finder
from models.finders.yunet import YuNetFinder
from tests.support.onnx_file import write_bright_finder


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bright_finder(tmp_path_factory.mktemp("yunet") / "bright.onnx")


def dark(height: int, width: int) -> np.ndarray:
    return np.zeros((height, width, 3), np.uint8)


def test_the_setting_names_a_file(file: Path) -> None:
    finder = load_finder(str(file))
    assert isinstance(finder, YuNetFinder)
    assert finder.version.startswith("yunet-")


def test_a_face_is_where_it_is_in_the_picture(file: Path) -> None:
    picture = dark(200, 300)
    picture[64:72, 128:136] = 255
    (face,) = YuNetFinder(file).find(picture)
    assert face.box == pytest.approx((116, 52, 32, 32))
    assert face.score == pytest.approx(1, abs=1e-3)
    assert face.landmarks.shape == (5, 2)
    assert face.landmarks[0, 0] < face.landmarks[1, 0], "the eyes are told from the left"


def test_nothing_is_no_error(file: Path) -> None:
    assert YuNetFinder(file).find(dark(90, 70)) == []


def test_boxes_of_a_reduced_picture_are_in_its_own_pixels(file: Path) -> None:
    picture = dark(960, 1280)
    picture[480:496, 640:656] = 255
    (face,) = YuNetFinder(file).find(picture)
    left, top, width, height = face.box
    assert (left + width / 2, top + height / 2) == pytest.approx((648, 488), abs=1)
    assert (width, height) == pytest.approx((64, 64), abs=1)


def test_the_largest_comes_first_and_all_sizes_are_searched_anew(file: Path) -> None:
    finder = YuNetFinder(file)
    for side in (64, 320, 96):
        picture = dark(side, side)
        picture[16:24, 16:24] = 255
        assert len(finder.find(picture)) == 1


@pytest.mark.parametrize("content", [b"", b"no network", None])
def test_a_file_that_is_none_is_told(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "broken.onnx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NoUsableArtefact, match=r"broken\.onnx is no face detector"):
        load_finder(str(file))
