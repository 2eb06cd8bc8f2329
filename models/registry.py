"""Finds published artefacts and loads the best engine that passes its checks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from models.architecture import ARCHITECTURES
from models.card import Card, load_card
from models.classifier import Classifier
from models.engines.keras_model import whole_model
from models.engines.keras_weights import architecture_with_weights
from models.engines.litert import LiteRtEngine
from models.engines.protocol import Engine
from models.errors import ArtefactRejected, NoUsableArtefact
from models.selftest import check

LOG = logging.getLogger(__name__)
DEFAULT_NAME = "default"


@dataclass(frozen=True, slots=True)
class _Candidate:
    engine: str
    ending: str
    build: Callable[[Path, Card], Engine]
    int8: bool = False


# In the order of preference.
CANDIDATES = (
    _Candidate("litert", ".tflite", lambda file, card: LiteRtEngine(file), int8=True),
    _Candidate("keras", ".keras", lambda file, card: whole_model(file)),
    _Candidate(
        "keras-weights",
        ".weights.h5",
        lambda file, card: architecture_with_weights(card.training.architecture, card.logits, file),
    ),
)


def candidates_of(card: Card) -> tuple[_Candidate, ...]:
    """Those that an artefact must have: bare weights only where serving builds the architecture from code."""
    known = card.training.architecture in ARCHITECTURES
    return tuple(candidate for candidate in CANDIDATES if known or candidate.ending != ".weights.h5")


def artefacts_dir() -> Path:
    """The artefacts that come with Browline."""
    return Path(__file__).parent / "artefacts"


def default_version(directory: Path | None = None) -> str:
    """The version that serves unless another is asked for. Raises `NoUsableArtefact` if none is named."""
    file = (directory or artefacts_dir()) / DEFAULT_NAME
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as missing:
        raise NoUsableArtefact([f"no default version is named in {file}"]) from missing


def read_card(version: str | None = None, directory: Path | None = None) -> Card:
    """The card of a version (None: the default one), without loading any engine.

    Raises `NoUsableArtefact` when there is no such card or it cannot be read.
    """
    folder = _folder(version, directory)
    try:
        return load_card(folder)
    except (OSError, ValidationError) as wrong:
        raise NoUsableArtefact([f"{folder.name} has no readable card ({type(wrong).__name__})"]) from wrong


def load(version: str | None = None, directory: Path | None = None) -> Classifier:
    """The first of LiteRT, whole Keras model, architecture with weights that passes hash and self-test.

    What was refused on the way is logged and kept in the classifier's `engine_reason`. Raises
    `NoUsableArtefact` with every reason when nothing is left.
    """
    card = read_card(version, directory)
    folder = _folder(version, directory)
    refused: list[str] = []
    for candidate in CANDIDATES:
        try:
            engine = _checked(candidate, folder, card)
        except ArtefactRejected as rejected:
            refused.append(f"{candidate.engine}: {rejected}")
            LOG.warning("%s of %s is refused: %s", candidate.engine, card.version, rejected)
        else:
            LOG.info("%s serves %s", candidate.engine, card.version)
            return Classifier(engine, candidate.engine, card, "; ".join(refused))
    raise NoUsableArtefact(refused)


def _folder(version: str | None, directory: Path | None) -> Path:
    directory = directory or artefacts_dir()
    return directory / (version or default_version(directory))


def _checked(candidate: _Candidate, folder: Path, card: Card) -> Engine:
    file = _verified_file(candidate, folder, card)
    try:
        engine = candidate.build(file, card)
        check(engine, card.selftest, int8=candidate.int8)
    except ArtefactRejected:
        raise
    except (
        Exception
    ) as broken:  # a broken file makes the runtimes raise anything, and the next engine must get its turn
        raise ArtefactRejected(f"{file.name} does not load ({type(broken).__name__}: {broken})") from broken
    return engine


def _verified_file(candidate: _Candidate, folder: Path, card: Card) -> Path:
    name = card.file_ending(candidate.ending)
    if name is None:
        raise ArtefactRejected(_not_listed(candidate, card))
    file = folder / name
    try:
        digest = sha256(file.read_bytes()).hexdigest()
    except OSError as missing:
        raise ArtefactRejected(f"{name} cannot be read ({type(missing).__name__})") from missing
    if digest != card.files[name].sha256:
        raise ArtefactRejected(
            f"{name} has SHA-256 {digest[:12]}… instead of {card.files[name].sha256[:12]}…"
        )
    return file


def _not_listed(candidate: _Candidate, card: Card) -> str:
    if candidate in candidates_of(card):
        return f"the card lists no {candidate.ending} file"
    return f"the bare weights of {card.training.architecture} are not kept: no code here builds it"
