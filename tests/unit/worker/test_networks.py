"""Which finder a process loads: the one that its settings name, from their folder or from ours."""

from pathlib import Path

import pytest

import worker.networks
from tests.support.factories import create_settings
from tests.support.finders import Knowing
from worker.networks import load_networks


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path | None]]:
    """What the registry of finders is asked for; the classifier is none of this."""
    calls: list[tuple[str, Path | None]] = []

    def load_finder(setting: str, directory: Path | None, _engine: str) -> Knowing:
        calls.append((setting, directory))
        return Knowing()

    monkeypatch.setattr(worker.networks, "load_finder", load_finder)
    monkeypatch.setattr(worker.networks, "load", lambda *_: None)
    return calls


def test_a_folder_of_models_may_leave_the_search_to_ours(
    tmp_path: Path, asked: list[tuple[str, Path | None]]
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    settings = create_settings(tmp_path, models=models, finder="")
    load_networks(settings)
    (models / "default-finder").write_text("finder-9")
    load_networks(settings)
    assert asked == [("", None), ("", models)]


@pytest.mark.parametrize("here", [True, False])
def test_a_named_finder_is_looked_for_in_the_folder_of_models(
    tmp_path: Path, asked: list[tuple[str, Path | None]], here: bool
) -> None:
    models = tmp_path / "models"
    (models / ("finder-9" if here else "another")).mkdir(parents=True)
    load_networks(create_settings(tmp_path, models=models, finder="finder-9"))
    assert asked == [("finder-9", models if here else None)]


def test_a_file_is_handed_on_as_it_is(tmp_path: Path, asked: list[tuple[str, Path | None]]) -> None:
    load_networks(create_settings(tmp_path, models=tmp_path, finder="/somewhere/yunet.onnx"))
    assert asked[0][0] == "/somewhere/yunet.onnx"
