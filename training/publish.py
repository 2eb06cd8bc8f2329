"""Turns a trained network into an artefact: files, digests, golden self-test, card."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from models.card import (
    Calibration,
    Card,
    Coverage,
    DataSource,
    FileDigest,
    Input,
    Measurement,
    Training,
    save_card,
)
from models.engines.litert import LiteRtEngine
from models.engines.protocol import Engine
from models.engines.traced import TracedNetwork
from models.preprocess import INPUT_SIZE
from models.registry import DEFAULT_NAME
from models.selftest import check, expectation
from training.about import NOT_FOR, PURPOSE
from training.convert import serving_network, write_networks

if TYPE_CHECKING:
    import keras


DEFAULT_THRESHOLD = 0.8


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found out about the engine that will serve."""

    metrics: Sequence[Measurement]
    calibration: Calibration
    slices: Sequence[Measurement] = ()
    coverage: Sequence[Coverage] = ()


# Given the engine that will serve and a folder for figures.
Measure = Callable[[Engine, Path], Measured]


def publish(
    trained: "keras.Model",
    version: str,
    training: Training,
    data: Sequence[DataSource],
    directory: Path,
    measure: Measure,
) -> Path:
    """Publishes `trained` as `directory/version` and makes it the default version there; returns that folder.

    The logits that the card expects are Keras' own, so a conversion that changed the network is refused here
    (`ArtefactRejected`). Everything is written beside its place first: a reader sees the old artefact
    or the new one.
    """
    staging = _empty(directory / f".{version}.unfinished")
    serving = serving_network(trained, training.architecture)
    names = write_networks(serving, staging, version)
    golden = expectation(TracedNetwork(serving))
    engine = LiteRtEngine(staging / names[0])
    check(engine, golden, int8=True)
    measured = measure(engine, staging)
    card = Card(
        version=version,
        created_at=datetime.now(UTC).replace(microsecond=0),
        purpose=PURPOSE,
        not_for=NOT_FOR,
        input=Input(height=INPUT_SIZE, width=INPUT_SIZE),
        training=training,
        data=tuple(data),
        metrics=tuple(measured.metrics),
        slices=tuple(measured.slices),
        coverage=tuple(measured.coverage),
        calibration=measured.calibration,
        default_threshold=DEFAULT_THRESHOLD,
        files={name: _digest(staging / name) for name in names},
        selftest=golden,
    )
    save_card(card, staging)
    return _put_in_place(staging, directory, version)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _digest(file: Path) -> FileDigest:
    content = file.read_bytes()
    return FileDigest(sha256=sha256(content).hexdigest(), bytes=len(content))


def _put_in_place(staging: Path, directory: Path, version: str) -> Path:
    place, replaced = directory / version, directory / f".{version}.replaced"
    shutil.rmtree(replaced, ignore_errors=True)
    if place.exists():
        place.rename(replaced)
    staging.rename(place)
    shutil.rmtree(replaced, ignore_errors=True)
    (directory / DEFAULT_NAME).write_text(f"{version}\n", encoding="utf-8")
    return place
