"""Turns a trained network into an artefact: files, digests, golden self-test, card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.card import (
    AgeMeasurement,
    Calibration,
    Card,
    Coverage,
    DataSource,
    FileDigest,
    Input,
    LiteRtWeights,
    MaskMeasurement,
    Measurement,
    SelfTest,
    Training,
    save_card,
)
from models.engines.litert import LiteRtEngine
from models.engines.protocol import Engine
from models.engines.traced import TracedNetwork
from models.errors import ArtefactRejected
from models.outputs import Output
from models.preprocess import INPUT_SIZE
from models.selftest import expectation
from training.about import NOT_FOR, PURPOSE
from training.answers import Answers
from training.convert import serving_network, write_networks
from training.coverage import FALLBACK
from training.errors import PublishRefused
from training.gate import against_default
from training.objective import outputs_of
from training.progress import say
from training.release import release, set_aside, staging_of
from training.verify import digest_of, verified

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found out about the engine that will serve.

    `deciding` are its answers on the set by which it is compared with the present default, if it is.
    Without `outputs` age and mask have the temperature 1.
    """

    metrics: Sequence[Measurement]
    calibration: Calibration
    slices: Sequence[Measurement] = ()
    coverage: Sequence[Coverage] = ()
    outputs: Sequence[Output] = ()
    age: Sequence[AgeMeasurement] = ()
    mask: Sequence[MaskMeasurement] = ()
    threshold: float = FALLBACK
    deciding: Answers | None = None


# Given the engine that will serve and a folder for figures.
Measure = Callable[[Engine, Path], Measured]


def publish(
    trained: "keras.Model",
    version: str,
    training: Training,
    data: Sequence[DataSource],
    directory: Path,
    measure: Measure,
    *,
    force: bool = False,
) -> Path:
    """Publishes `trained` as `directory/version` and makes it the default version there; returns that folder.

    The logits that the card expects are Keras' own, and every file is read again and must give them: one that
    a conversion changed is refused here. So is a network that is worse than the present default on the
    pictures that decide, unless `force` is set; it is kept aside then, for `browline publish`. Everything is
    written beside its place first, see `training.release`. Raises `PublishRefused`.
    """
    staging = staging_of(version, directory)
    serving = serving_network(trained, training.architecture)
    golden = expectation(TracedNetwork(serving))
    try:
        names, weights = write_networks(serving, golden, staging, version)
    except ArtefactRejected as rejected:
        raise PublishRefused(f"{version} is not published: {rejected}") from rejected
    measured = measure(LiteRtEngine(staging / names[0]), staging)
    files = {name: digest_of(staging / name) for name in names}
    save_card(_card(version, training, data, measured, golden, files, weights), staging)
    verified(staging)
    _compare(measured.deciding, version, directory, staging, force=force)
    return release(staging, version, directory)


def _card(
    version: str,
    training: Training,
    data: Sequence[DataSource],
    measured: Measured,
    golden: SelfTest,
    files: dict[str, FileDigest],
    litert_weights: LiteRtWeights,
) -> Card:
    return Card(
        version=version,
        created_at=datetime.now(UTC).replace(microsecond=0),
        purpose=PURPOSE,
        not_for=NOT_FOR,
        outputs=tuple(measured.outputs) or outputs_of(len(golden.expected_logits[0])),
        input=Input(height=INPUT_SIZE, width=INPUT_SIZE),
        training=training,
        data=tuple(data),
        metrics=tuple(measured.metrics),
        slices=tuple(measured.slices),
        coverage=tuple(measured.coverage),
        age=tuple(measured.age),
        mask=tuple(measured.mask),
        calibration=measured.calibration,
        default_threshold=measured.threshold,
        files=files,
        litert_weights=litert_weights,
        selftest=golden,
    )


def _compare(candidate: Answers | None, version: str, directory: Path, staging: Path, *, force: bool) -> None:
    """Says how the artefact in `staging` compares with the default; a worse one is set aside and refused."""
    if candidate is None:
        return
    judged = against_default(candidate, version, directory)
    say(judged.sentence)
    if judged.better in (None, version):
        return
    if force:
        say(f"{version} is published all the same, as asked.")
        return
    kept = set_aside(staging, version, directory)
    raise PublishRefused(
        f"{judged.sentence} It is kept, and can still be published: "
        f"browline publish {kept} --out {directory} --force"
    )
