"""What `browline train` unpacks is a folder of its own: nobody else's goes, and nothing of it stays."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.train import train
from tests.unit.training.test_archives import names, packed
from training.errors import DataError
from training.opened import MARK, opened

FACES = {"Training/Male/a.jpg": b"not looked at"}


def test_a_folder_is_opened_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with opened(tmp_path / "data", tmp_path) as found:
        assert (found.data, found.arrays) == (tmp_path / "data", None)
    assert (tmp_path / "data").is_dir()


@pytest.mark.parametrize("content", [b"no archive", None])
def test_what_lies_in_the_folder_of_work_stays(tmp_path: Path, content: bytes | None) -> None:
    precious = tmp_path / "data" / "precious.jpg"
    precious.parent.mkdir()
    precious.write_bytes(b"the only one")
    archive = packed(tmp_path / "data" / "faces.zip", FACES)
    if content is not None:
        archive.write_bytes(content)
    options = ["--config", "reviewed", "--data", str(archive), "--work", str(tmp_path)]
    assert CliRunner().invoke(train, options).exit_code == 2  # there is no Validation in it either
    assert names(tmp_path) == {"data/precious.jpg", "data/faces.zip"}


def test_another_archive_is_other_data_and_the_same_one_is_not(tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", packed(tmp_path / "other.zip", FACES | {"labels.csv": b"x"})
    same = Path(shutil.copy(packed(one, FACES), tmp_path / "same.zip"))
    places = []
    for archive in (one, other, same):
        with opened(archive, tmp_path / "work") as found:
            places.append(found.data)
            assert names(found.data) >= set(FACES)
    assert places[0] == places[2] != places[1]


def test_nothing_of_it_stays_whatever_happens(tmp_path: Path) -> None:
    archive = packed(tmp_path / "faces.zip", FACES)

    def fail() -> None:
        with opened(archive, tmp_path / "work") as found:
            assert found.arrays is not None
            found.arrays.mkdir()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list((tmp_path / "work").iterdir()) == []


def test_only_what_a_killed_run_left_is_made_anew(tmp_path: Path) -> None:
    archive = packed(tmp_path / "faces.zip", FACES)
    with opened(archive, tmp_path) as found:
        place = found.data.parent
    place.mkdir()
    (place / "precious.jpg").touch()
    with pytest.raises(DataError, match="was not made by"), opened(archive, tmp_path):
        pass
    assert names(place) == {"precious.jpg"}
    (place / MARK).touch()
    with opened(archive, tmp_path) as found:
        assert names(place) == {MARK, "data/Training/Male/a.jpg"}
