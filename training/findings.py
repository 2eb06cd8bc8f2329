"""Everything that a card tells about how good an artefact is, found out in one go."""

from collections.abc import Sequence
from pathlib import Path

from models.engines.protocol import Engine
from training.answers import ask, the_headline
from training.begun import card_begun_with
from training.bootstrap import enough
from training.checkpoint import Epoch
from training.config import Config
from training.coverage import FALLBACK, coverage, default_threshold_of
from training.drawing import draw_figures
from training.figures import learning_curves
from training.further import calibrated_outputs, measure_ages, measure_masks
from training.labels import read_rows
from training.measure import calibrate, careful
from training.publish import Measured
from training.reading import NamedSet
from training.slices import slices

SLICED = ("test", "real-masks", "real-masks-framed")  # drawn masks tell of age and race, real ones of sources


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
    begun = card_begun_with(config) if config.mix is None else None
    calibration = calibrate(answered, config.calibrated_on, begun)
    learning_curves(history, folder / "learning-curves.png")
    draw_figures(answered, calibration.temperature, folder)
    rows = read_rows(data)
    outputs = calibrated_outputs(answered, data, rows, begun)
    return Measured(
        metrics=[careful(each) for each in answered],
        calibration=calibration,
        slices=[part for each in answered if each.asked.name in SLICED for part in slices(each, data, rows)],
        coverage=[
            row
            for each in answered
            if begun is None or enough(each.truth.labels, each.truth.clusters)
            for row in coverage(each.asked.name, each.truth.labels, each.p_male(calibration.temperature))
        ],
        outputs=outputs,
        age=measure_ages(answered, outputs, data, rows),
        mask=measure_masks(answered, outputs),
        threshold=default_threshold_of(
            answered, calibration.temperature, begun.default_threshold if begun else FALLBACK
        ),
        deciding=the_headline(answered),
    )
