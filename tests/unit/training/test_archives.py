"""A ZIP of labelled pictures is a folder of them, and nothing that lies in one gets out of it."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.train import train
from tests.unit.training.folder import write_split
from training import archives
from training.archives import unpacked
from training.errors import DataError
from training.sets import make_plan

PICTURE = b"not looked at"


def packed(place: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return place


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_training_reads_it_as_the_folder_that_was_packed(tmp_path: Path) -> None:
    for split in ("Training", "Validation"):
        write_split(tmp_path / "data" / split, 2)
    files = {name: (tmp_path / "data" / name).read_bytes() for name in names(tmp_path / "data")}
    table = "file,dup_cluster\nValidation/Male/0.jpg,a\nValidation/Male/1.jpg,a\n"
    archive = packed(tmp_path / "faces.zip", files | {"labels.csv": table.encode()})
    plan = make_plan(unpacked(archive, tmp_path / "here"), "auto", 1)
    assert (len(plan.training.samples), len(plan.validation.samples)) == (4, 4)
    assert [sample.cluster for sample in plan.validation.samples if sample.label == 1] == ["a", "a"]
    assert unpacked(tmp_path / "data", tmp_path / "nowhere") == tmp_path / "data"


@pytest.mark.parametrize(
    "name",
    [
        "../Training/Male/out.jpg", "/Training/Male/out.jpg", "Training/Male/../../out.jpg",
        "Training/Male/..\\out.jpg", "Training/Male/.hidden.jpg", "Training/Male/run.sh", "Training/It/a.jpg",
        "other/labels.csv", "training.pth", "training/female/a.jpg", "Training/MALE/a.jpg",
        "Training/Male/deep/a.jpg", "Training/Male/a.jpg/",
    ],
)  # fmt: skip
def test_no_other_name_comes_out(tmp_path: Path, name: str) -> None:
    archive = packed(tmp_path / "faces.zip", {name: PICTURE, "Training/Male/a.jpg": PICTURE})
    assert names(unpacked(archive, tmp_path / "in" / "here")) == {"Training/Male/a.jpg"}
    assert names(tmp_path) == {"faces.zip", "in/here/Training/Male/a.jpg"}


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    archive = packed(tmp_path / "faces.zip", {"Training/Male/a.jpg": bytes(1_000_001)})
    assert archive.stat().st_size < 3000
    with pytest.raises(DataError, match="more than 1 MB"):
        unpacked(archive, tmp_path / "here")


def test_a_table_may_be_longer_than_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    archive = packed(tmp_path / "faces.zip", {"Training/Male/A.JPG": PICTURE, "labels.csv": bytes(1001)})
    place = unpacked(archive, tmp_path / "here")
    assert (names(place), (place / "labels.csv").stat().st_size) == (
        {"Training/Male/A.JPG", "labels.csv"},
        1001,
    )
    monkeypatch.setattr(archives, "MOST_TABLE_BYTES", 1000)
    with pytest.raises(DataError, match=r"labels\.csv"):
        unpacked(archive, tmp_path / "there")


def broken(whole: bytes) -> dict[str, bytes]:
    half = len(whole) // 2
    return {
        "no archive": b"Training/Male/a.jpg", "cut": whole[:half], "empty": b"",
        "changed": whole[:60] + b"\xff" * 20 + whole[80:], "lzma": lzma_of_nothing(),
    }  # fmt: skip


def lzma_of_nothing() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("Training/Male/a.jpg", bytes(range(256)))
    content = whole.getvalue()
    return content[:53] + b"\xff" * 10 + content[63:]


@pytest.mark.parametrize("how", ["no archive", "cut", "empty", "changed", "lzma", "without pictures"])
def test_what_is_broken_is_one_sentence(tmp_path: Path, how: str) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Training/Male/a.jpg", bytes(range(256)))
    file = tmp_path / "faces.zip"
    if how == "without pictures":
        packed(file, {"README.txt": b"Nothing here."})
    else:
        file.write_bytes(broken(whole.getvalue())[how])
    options = ["--config", "reviewed", "--data", str(file), "--work", str(tmp_path / "work")]
    result = CliRunner().invoke(train, options)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("Error: ") == 1
    assert str(file) in result.stderr
    assert "Traceback" not in result.output
