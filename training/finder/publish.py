"""Turns a trained finder into an artefact: files, digests, golden self-test, card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.card import DataSource, Training
from models.errors import ArtefactRejected, NoUsableArtefact
from models.finders.architecture import STRIDES
from models.finders.card import FinderCard, save_finder_card
from models.finders.engines import KerasGrids
from models.finders.network import NetworkFinder
from models.finders.registry import DEFAULT_FINDER, FLOAT, INT8, forms
from models.finders.selftest import GridTest, expectation
from models.loading import first_usable
from models.quiet import import_keras
from training.errors import PublishRefused
from training.litert import to_litert
from training.release import release, staging_of
from training.verify import digest_of

if TYPE_CHECKING:
    import keras

PURPOSE = (
    "Finds the faces in photographs and camera frames, masked, veiled or bare, so that each can be "
    "classified by itself."
)
NOT_FOR = (
    "Not for identifying anyone and not for surveillance. It misses faces (docs/finder.md says which): that "
    "nobody was found does not say that nobody is there."
)
INPUT = (
    "RGB 0..255, longest side 256, 640 or 1280 pixels, padded with black to multiples of 32: "
    "models.finders.letterbox"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card says of how the weights came about."""

    version: str
    training: Training
    data: Sequence[DataSource]


# Given the finder as it will serve, with a threshold of 0.5: the working threshold and where it is from.
Choose = Callable[[NetworkFinder], tuple[float, str]]


def publish(trained: "keras.Model", facts: Facts, directory: Path, choose: Choose) -> Path:
    """Publishes `trained` (`training.finder.objective.flat`) as the default finder of `directory`.

    Returns its folder. What the card expects of every form are Keras' own answers; a form that a conversion
    changed too much is refused, with `PublishRefused`. It is written beside its place first.
    """
    staging = staging_of(facts.version, directory)
    names = _written(serving(trained), staging, facts.version)
    card = _card(facts, expectation(KerasGrids(serving(trained))), staging, names)
    finder = _verified(card, staging)
    threshold, origin = choose(finder)
    save_finder_card(card.model_copy(update={"threshold": threshold, "threshold_from": origin}), staging)
    return release(staging, facts.version, directory, DEFAULT_FINDER)


def serving(trained: "keras.Model") -> "keras.Model":
    """The same weights with the grids apart, without the optimizer."""
    grids = [trained.get_layer(f"cells{stride}").output for stride in STRIDES]
    return import_keras().Model(trained.inputs, grids, name=trained.name)


def _written(network: "keras.Model", folder: Path, stem: str) -> list[str]:
    (folder / f"{stem}{INT8}").write_bytes(to_litert(network, "int8"))
    (folder / f"{stem}{FLOAT}").write_bytes(to_litert(network, "float32"))
    network.save(folder / f"{stem}.keras")
    network.save_weights(folder / f"{stem}.weights.h5")
    return [f"{stem}{ending}" for ending in (INT8, FLOAT, ".keras", ".weights.h5")]


def _card(facts: Facts, golden: GridTest, folder: Path, names: Sequence[str]) -> FinderCard:
    return FinderCard(
        version=facts.version,
        created_at=datetime.now(UTC).replace(microsecond=0),
        purpose=PURPOSE,
        not_for=NOT_FOR,
        input=INPUT,
        training=facts.training,
        data=tuple(facts.data),
        threshold=0.5,
        threshold_from="not chosen yet",
        files={name: digest_of(folder / name) for name in names},
        selftest=golden,
    )


def _verified(card: FinderCard, folder: Path) -> NetworkFinder:
    """The finder as it will serve, when every form passes. Raises `PublishRefused`."""
    finders = []
    for form in forms(card):
        try:
            loaded = first_usable([form], folder, card)
        except (NoUsableArtefact, ArtefactRejected) as rejected:
            raise PublishRefused(f"{card.version} is not published: {rejected}") from rejected
        finders.append(NetworkFinder(loaded.engine, loaded.name, card))
    return finders[0]
