"""`browline classify`: the contract's rows of a folder, with no server at all."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.results.row import COLUMNS
from demo.pictures import write_folder
from imaging.decode import decode
from models.preprocess import INPUT_SIZE, face_input
from models.registry import artefacts_dir, load
from tests.support.files import damaged, plain


def classify(
    folder: Path, models: Path, *words: str, version: str = ""
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli.main", "classify", str(folder), *words]
    environment = os.environ | {"BROWLINE_MODELS": str(models), "WORKERS": "2", "MODEL": version}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six portraits, a dark wall of 40 pixels, and a damaged file."""
    made = tmp_path_factory.mktemp("pictures")
    write_folder(made, 6)
    (made / "wall.png").write_bytes(plain(size=(60, 40), colour=(9, 9, 9)))
    (made / "worse.png").write_bytes(damaged())
    return made


def test_rows_say_all_that_the_model_says(folder: Path, talkative: Path, tmp_path: Path) -> None:
    done = classify(folder, talkative, "--csv", str(tmp_path / "out.csv"), "--threshold", "0.5")
    assert done.returncode == 3  # one failed
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    classifier = load(directory=talkative)
    for row in rows[:6]:
        (said,) = classifier.classify(
            face_input(decode(Path(row["filename"]).read_bytes(), min_side=INPUT_SIZE))[None]
        )
        assert (row["label"], row["age_group"], row["mask"]) == (said.label, said.age_group, said.mask)
        assert row["decision"] == row["label"]
        assert float(row["age_confidence"]) == pytest.approx(said.age_confidence, abs=1e-4)
        assert float(row["mask_confidence"]) == pytest.approx(said.mask_confidence, abs=1e-4)
    assert [row["quality_flags"] for row in rows] == [""] * 6 + ["blurred dark tiny", ""]
    assert rows[-1]["error_code"] == "undecodable"
    assert "1 blurred, 1 dark, 1 tiny" in done.stderr


def test_a_model_of_gender_alone_leaves_the_rest_empty(folder: Path) -> None:
    done = classify(folder / "face-00001.jpg", artefacts_dir(), "--csv", "-", version="seed-1")
    assert done.returncode == 0
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert row["label"]
    assert (row["age_group"], row["age_confidence"], row["mask"], row["mask_confidence"]) == ("",) * 4
