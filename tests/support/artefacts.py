"""An artefact that says gender, age group and mask: a real network, untrained, in all three files."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from demo.faces import draw_face
from models.architecture import seed_network
from models.card import Calibration, Card, FileDigest, Input, Training, save_card
from models.engines.traced import TracedNetwork
from models.outputs import AGE_GROUPS, GENDER, MASK, Output
from models.preprocess import INPUT_SIZE
from models.quiet import import_keras
from models.registry import DEFAULT_NAME
from models.selftest import expectation
from training.convert import write_networks

if TYPE_CHECKING:
    import keras

VERSION = "talkative-1"
DRAWN = 16
TEMPERATURES = (0.02, 0.01, 0.02)  # the logits of an untrained network hardly differ from face to face
YEARS = (16.0, 25.0, 34.0, 44.0, 54.0, 64.0, 80.0)
OUTPUTS = (
    Output(name="gender", classes=GENDER),
    Output(name="age_group", classes=AGE_GROUPS, temperature=TEMPERATURES[1], years=YEARS),
    Output(name="mask", classes=MASK, temperature=TEMPERATURES[2]),
)


def publish_talkative(directory: Path) -> Path:
    """Publish an untrained network with eleven logits as the default version of `directory`; returns it."""
    return publish_untrained(directory, VERSION, _network(), OUTPUTS, TEMPERATURES[0])


def publish_untrained(
    directory: Path, version: str, network: "keras.Model", outputs: tuple[Output, ...], temperature: float
) -> Path:
    """Publish a network that nobody measured as the default version of `directory`; returns it."""
    folder = directory / version
    folder.mkdir(parents=True)
    with keras_meets_numpy_2():
        golden = expectation(TracedNetwork(network))
        names, _ = write_networks(network, golden, folder, version)
    files = {name: _digest(folder / name) for name in names}
    card = Card(
        version=version,
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
        purpose="To be tested.",
        not_for="Anything else.",
        outputs=outputs,
        input=Input(height=96, width=96),
        training=_facts(),
        data=(),
        metrics=(),
        calibration=Calibration(temperature=temperature, method="none", fitted_on="nothing"),
        default_threshold=0.8,
        files=files,
        selftest=golden,
    )
    save_card(card, folder)
    (directory / DEFAULT_NAME).write_text(version, encoding="utf-8")
    return directory


@contextmanager
def keras_meets_numpy_2() -> Iterator[None]:
    """Keras 3.15 reads variables without NumPy 2's `copy` argument when it saves; we cannot change that."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation doesn't accept", DeprecationWarning)
        yield


def _network() -> "keras.Model":
    """Eleven logits whose means over drawn faces are 0, so that no class is always the likeliest."""
    import_keras().utils.set_random_seed(11)
    network = seed_network(augment=False, logits=sum(len(output.classes) for output in OUTPUTS))
    faces = np.stack([draw_face(seed, INPUT_SIZE) for seed in range(DRAWN)]).astype(np.float32)
    last = network.get_layer("logits")
    last.bias.assign(last.bias - network(faces).numpy().mean(axis=0))
    return network


def _digest(file: Path) -> FileDigest:
    content = file.read_bytes()
    return FileDigest(sha256=sha256(content).hexdigest(), bytes=len(content))


def _facts() -> Training:
    return Training(
        config="test",
        architecture="seed",
        recipe="untrained",
        epochs=0,
        batch_size=1,
        learning_rate=0.001,
        seed=11,
        seconds=0,
        machine="test",
        tensorflow="2",
        keras="3",
    )
