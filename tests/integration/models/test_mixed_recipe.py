"""The browline recipe on a small research folder: several kinds of pictures, one artefact that serves."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.registry import load
from tests.unit.training.folder import write_split
from training.config import Config, Mix, load_config
from training.run import Request, run

pytestmark = [
    pytest.mark.thorough,  # half a minute: what only this recipe has is tried in tests/unit/training
    # Keras 3.15 reads variables without NumPy 2's `copy` argument when it saves.
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("research")
    for split, count in (("Training", 12), ("Validation", 4), ("Test", 4)):
        write_split(folder / "unmasked" / split, count)
    write_split(folder / "masked" / "Training", 12)
    write_split(folder / "masked" / "Validation", 12)
    return folder


@pytest.fixture(scope="module")
def config() -> Config:
    """The recipe without what needs a face detector, which is not part of the repository."""
    mix = Mix((("real masks", 0.6), ("dressed faces", 0.3), ("bare faces", 0.1)), pictures=48)
    browline = replace(load_config("browline"), mix=mix, epochs=1, batch_size=16)
    return replace(browline, judge=None, calibrated_on=("real-masks",))


def test_it_trains_and_serves(data: Path, config: Config, tmp_path: Path) -> None:
    request = Request(config, data, tmp_path / "work", tmp_path / "out")
    place = run(request)
    classifier = load(directory=tmp_path / "out")
    assert place.name == classifier.version == config.version
    assert (classifier.engine, classifier.engine_reason) == ("litert", "")
    card = classifier.card
    assert (card.training.epochs, card.training.architecture) == (1, "residual")
    assert card.calibration.fitted_on.startswith("real-masks;")
    assert {point.set for point in card.coverage} >= {
        "test",
        "test-without-masks",
        "validation",
        "real-masks",
    }
    assert [output.name for output in card.outputs] == ["gender", "age_group", "mask"]
    learnt = [source for source in card.data if "photographs of people in masks" in source.name]
    assert [source.use.startswith("training") for source in learnt] == [True]
    assert any("non-commercial" in source.licence for source in card.data)
    assert all((place / name).stat().st_size < 6_000_000 for name in card.files)
