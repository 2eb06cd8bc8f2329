"""`browline classify`: the contract's rows of a folder, with no server at all."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.results.row import columns_of
from demo.pictures import jpeg, photo, write_folder
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
    """Six portraits, a dark wall of 40 pixels, a damaged file, and three that are refused."""
    made = tmp_path_factory.mktemp("pictures")
    write_folder(made, 6)
    (made / "wall.png").write_bytes(plain(size=(60, 40), colour=(9, 9, 9)))
    (made / "worse.png").write_bytes(damaged())
    files = {
        "one.heic": b"\0\0\0\x18ftypheic",
        "two.HEIC": b"",
        "notes": b"no picture",
        ".hidden": b"none either",
    }
    for name, content in files.items():
        (made / name).write_bytes(content)
    return made


def test_rows_say_all_that_the_model_says(folder: Path, talkative: Path, tmp_path: Path) -> None:
    words = ("--framing", "face", "--threshold", "0.5")
    done = classify(folder, talkative, "--csv", str(tmp_path / "out.csv"), *words)
    assert done.returncode == 3  # one failed
    assert "3 files were refused\n" in done.stderr, "with the reason and the remedy, as the page tells it"
    assert f"  {folder / 'one.heic'}: this type (HEIC) is not supported; convert it to JPEG" in done.stderr
    assert f"  {folder / 'notes'}: this is not a picture; send JPEG, PNG" in done.stderr
    assert f"  {folder / 'two.HEIC'}: the file is empty; copy it again from where it came." in done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == columns_of()
    classifier = load(directory=talkative)
    for row in rows[:6]:
        (said,) = classifier.classify(
            face_input(decode(Path(row["filename"]).read_bytes(), min_side=INPUT_SIZE))[None]
        )
        assert (row["label"], row["age_group"], row["mask"]) == (said.label, said.age_group, said.mask)
        assert row["decision"] == row["label"]
        assert float(row["age_confidence"]) == pytest.approx(said.age_confidence, abs=1e-4)
        assert float(row["mask_confidence"]) == pytest.approx(said.mask_confidence, abs=1e-4)
    assert [row["quality_flags"] for row in rows] == [""] * 9 + ["blurred dark tiny", ""]
    told = [(Path(row["filename"]).name, row["status"], row["error_code"]) for row in rows[6:9]]
    assert told == [
        ("notes", "failed", "not_an_image"),
        ("one.heic", "failed", "unsupported_type"),
        ("two.HEIC", "failed", "empty_file"),
    ]
    assert rows[8]["error_detail"] == "the file is empty; copy it again from where it came."
    assert rows[-1]["error_code"] == "undecodable"
    assert "8 images, 7 faces: " in done.stderr
    assert "; 1 failed, 3 refused; faces 1 blurred, 1 dark, 1 tiny → " in done.stderr
    assert f"1 image failed\n  {folder / 'worse.png'}: the picture is damaged" in done.stderr


def test_a_model_of_gender_alone_leaves_the_rest_empty(folder: Path) -> None:
    words = ("--csv", "-", "--framing", "face")
    done = classify(folder / "face-00001.jpg", artefacts_dir(), *words, version="seed-1")
    assert done.returncode == 0
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert row["label"]
    assert (row["age_group"], row["age_confidence"], row["mask"], row["mask_confidence"]) == ("",) * 4


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, nobody, a damaged file, and somebody small."""
    made = tmp_path_factory.mktemp("photos")
    (made / "1-two.jpg").write_bytes(photo(2, 1600, 1200, faces=2))
    (made / "2-nobody.jpg").write_bytes(photo(9, 640, 480, faces=0))
    (made / "3-broken.png").write_bytes(damaged())
    (made / "4-small.jpg").write_bytes(jpeg(3, 60))
    return made


def test_faces_are_found_unless_told_otherwise(photos: Path, tmp_path: Path) -> None:
    words = ("--csv", str(tmp_path / "out.csv"), "--threshold", "0.5", "--uncertain-flags", "tiny,turned")
    done = classify(photos, artefacts_dir(), *words)
    assert done.returncode == 3, done.stderr  # one failed
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(Path(row["filename"]).name, row["status"], row["face_index"]) for row in rows] == [
        ("1-two.jpg", "classified", "0"),
        ("1-two.jpg", "classified", "1"),
        ("2-nobody.jpg", "no_face", ""),
        ("3-broken.png", "failed", ""),
        ("4-small.jpg", "classified", "0"),
    ]
    first, second, nobody, _, small = rows
    assert {int(row["face_x"]) < 800 for row in (first, second)} == {True, False}
    for row in (first, second):
        assert 100 < int(row["face_w"]) < 600
        assert 0.3 < float(row["face_score"]) <= 1
        assert row["decision"] == row["label"]
    assert (nobody["label"], nobody["decision"], nobody["face_score"]) == ("", "", "")
    assert (small["decision"], "tiny" in small["quality_flags"]) == ("uncertain", True)
    assert "4 images, 3 faces: " in done.stderr
    assert "1 without a face" in done.stderr


def test_no_face_is_no_failure(photos: Path) -> None:
    done = classify(photos / "2-nobody.jpg", artefacts_dir(), "--csv", "-")
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (done.returncode, row["status"], row["error_code"]) == (0, "no_face", "")


def test_an_unknown_flag_is_wrong_use(photos: Path) -> None:
    done = classify(photos, artefacts_dir(), "--csv", "-", "--uncertain-flags", "ugly")
    assert done.returncode == 2
    assert "ugly is none of blurred, dark, tiny, turned" in done.stderr


def test_a_picture_of_another_name_is_one_and_refused_ones_have_rows_where_they_were_named(
    tmp_path: Path,
) -> None:
    (tmp_path / "scan").write_bytes(jpeg(3, 60))
    letter = tmp_path / "letter.jpg"
    letter.write_bytes(b"Dear Sir or Madam")
    done = classify(tmp_path, artefacts_dir(), "--csv", "-", "--framing", "face")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(Path(row["filename"]).name, row["status"]) for row in rows] == [
        ("letter.jpg", "failed"),
        ("scan", "classified"),
    ]
    assert rows[0]["error_code"] == "not_an_image"
    assert str(letter) not in rows[0]["error_detail"]
    assert f"1 file was refused\n  {letter}: this is not a picture; send" in done.stderr
    assert "failed" not in done.stderr
    assert done.returncode == 3
