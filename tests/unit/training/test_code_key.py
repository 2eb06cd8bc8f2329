"""Arrays and views on disk are named after the code that decides their pixels."""

from pathlib import Path

import pytest

import training.arrays
import training.views
from tests.unit.training.folder import write_split
from training.arrays import load_labelled
from training.code_key import code_digest, code_files, digest_of
from training.folders import read_labelled
from training.framers import WholePicture
from training.views import load_views

ROOT = Path(training.arrays.__file__).parents[1]


def test_all_code_that_decides_pixels_is_covered() -> None:
    covered = {file.relative_to(ROOT).as_posix() for file in code_files()}
    assert covered >= {
        "imaging/decode.py",
        "imaging/face_square.py",
        "imaging/orient.py",
        *(f"models/{name}.py" for name in ("landmarks", "preprocess")),
        *(
            f"training/{name}.py"
            for name in ("alignment", "faces", "framers", "framing", "paint", "variations")
        ),
        *(file.relative_to(ROOT).as_posix() for file in (ROOT / "training" / "masks").glob("*.py")),
    }
    assert len(code_digest()) == 64


def test_the_digest_tells_contents_names_and_opencv(tmp_path: Path) -> None:
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("SIDE = 1")
    other.write_text("SIDE = 1")
    first = digest_of([one], "5.0.0")
    assert first == digest_of([one], "5.0.0")
    assert len({first, digest_of([other], "5.0.0"), digest_of([one], "5.1.0")}) == 3
    one.write_text("SIDE = 2")
    assert digest_of([one], "5.0.0") != first


def test_other_code_makes_arrays_and_views_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_split(tmp_path / "faces", 1)
    samples = read_labelled(tmp_path / "faces")
    arrays, views = tmp_path / "arrays", tmp_path / "views"
    for digest in ("first", "first", "second"):
        for module in (training.arrays, training.views):
            monkeypatch.setattr(module, "code_digest", lambda digest=digest: digest)
        load_labelled(samples, arrays)
        load_views(samples, WholePicture(), views, "Reading")
    assert len(list(arrays.glob("*.npy"))) == 2
    assert len(list(views.glob("*.views"))) == 2
