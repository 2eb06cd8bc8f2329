"""Publishing untrained artefacts, from a training and from a finished folder."""

import json
from pathlib import Path

from click.testing import CliRunner

from cli.publish import publish as publish_command
from models.architecture import seed_network
from models.card import Calibration, Interval, Measurement, load_card
from models.outputs import GENDER, Output
from models.quiet import import_keras
from tests.support.artefacts import keras_meets_numpy_2, publish_untrained
from tests.unit.models.artefact import VERSION
from training.answers import Answers
from training.publish import Measured, publish

DARK = 40.0  # mean of all values of a picture, from 0 to 255


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


def publish_afraid_of_the_dark(directory: Path) -> Path:
    """Publish an untrained network that gives NaN for dark pictures, of which its self-test has none."""
    keras = import_keras()
    keras.utils.set_random_seed(8)
    faces = keras.Input((96, 96, 3))
    brightness = keras.ops.mean(faces, axis=(1, 2, 3), keepdims=False)
    afraid = keras.ops.expand_dims(keras.ops.log(brightness - DARK), -1) * 0.0
    logits = seed_network(augment=False, logits=2)(faces) + afraid
    outputs = (Output(name="gender", classes=GENDER),)
    return publish_untrained(directory, "afraid-1", keras.Model(faces, logits), outputs, 0.02)


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
