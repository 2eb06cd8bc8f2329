"""Publishing untrained artefacts, from a training and from a finished folder."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from cli.publish import publish as publish_command
from models.architecture import seed_network
from models.card import Calibration, Interval, Measurement, load_card
from models.quiet import import_keras
from tests.support.artefacts import keras_meets_numpy_2
from tests.unit.models.artefact import VERSION
from training.answers import Answers
from training.publish import Measured, publish

if TYPE_CHECKING:
    pass


def train(directory: Path, deciding: Answers | None, *, force: bool = False) -> Path:
    """Publishes another untrained network as `new-1`, measured as told."""
    import_keras().utils.set_random_seed(8)
    facts = load_card(directory / VERSION).training
    found = Measured(
        (), Calibration(temperature=1, method="none", fitted_on="nothing"), threshold=0.7, deciding=deciding
    )
    with keras_meets_numpy_2():
        return publish(
            seed_network(augment=True, logits=11),
            "new-1",
            facts,
            (),
            directory,
            lambda *_: found,
            force=force,
        )


def publish_folder(folder: Path, directory: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(publish_command, [str(folder), "--out", str(directory), *more])
    return result.exit_code, result.output


def changed(finished: Path, **fields: object) -> None:
    card = json.loads((finished / "card.json").read_text())
    (finished / "card.json").write_text(json.dumps({**card, **fields}))


def share(low: float, high: float) -> Measurement:
    known = Interval(value=(low + high) / 2, low=low, high=high)
    return Measurement(
        set="real-masks", description="", masks="real", n=500, accuracy=known, balanced_accuracy=known,
        recall_female=known, recall_male=known,
    )  # fmt: skip
