"""Everything that a card tells about how good an artefact is, found out in one go."""

from collections.abc import Sequence
from pathlib import Path

from models.engines.protocol import Engine
from training.checkpoint import Epoch
from training.config import Config
from training.coverage import coverage
from training.figures import learning_curves
from training.labels import read_rows
from training.measure import ask, calibrate, draw_figures, measurement
from training.publish import Measured
from training.sets import NamedSet
from training.slices import slices

SLICED = ("test", "real-masks")  # drawn masks tell of age and race, real ones of sources


def findings(
    engine: Engine,
    sets: Sequence[NamedSet],
    history: Sequence[Epoch],
    *,
    config: Config,
    data: Path,
    cache: Path,
    folder: Path,
) -> Measured:
    """Asks `engine` about every picture of `sets`, calibrates it, and draws figures into `folder`."""
    answered = ask(engine, sets, cache)
    calibration = calibrate(answered, config.calibrated_on)
    learning_curves(history, folder / "learning-curves.png")
    draw_figures(answered, calibration.temperature, folder)
    rows = read_rows(data)
    sliced = [each for each in answered if each.asked.name in SLICED]
    return Measured(
        [measurement(each) for each in answered],
        calibration,
        [part for each in sliced for part in slices(each, data, rows)],
        [
            row
            for each in answered
            for row in coverage(each.asked.name, each.truth.labels, each.p_male(calibration.temperature))
        ],
    )
