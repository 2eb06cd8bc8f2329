"""Finds published artefacts and loads the best engine that passes its checks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.architecture import ARCHITECTURES
from models.card import Card, load_card
from models.classifier import LITERT, Classifier
from models.engines.keras_model import whole_model
from models.engines.keras_weights import architecture_with_weights
from models.engines.litert import LiteRtEngine
from models.engines.protocol import Engine
from models.errors import NoUsableArtefact
from models.loading import Form, first, first_usable
from models.selftest import check

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


def load(version: str | None = None, directory: Path | None = None, preferred: str = LITERT) -> Classifier:
    """The first of LiteRT, whole Keras model, architecture with weights that passes hash and self-test.

    With `keras` as `preferred`, LiteRT comes last. What was refused on the way is logged and kept in the
    classifier's `engine_reason`. Raises `NoUsableArtefact` with every reason when nothing is left.
    """
    card = read_card(version, directory)
    forms = first(preferred, [_form(each, card) for each in CANDIDATES])
    loaded = first_usable(forms, _folder(version, directory), card)
    return Classifier(loaded.engine, loaded.name, card, loaded.reason)


def _folder(version: str | None, directory: Path | None) -> Path:
    directory = directory or artefacts_dir()
    return directory / (version or default_version(directory))


def _form(candidate: _Candidate, card: Card) -> Form[Engine]:
    def ready(file: Path) -> Engine:
        engine = candidate.build(file, card)
        check(engine, card.selftest, int8=candidate.int8)
        return engine

    unknown = f"the bare weights of {card.training.architecture} are not kept: no code here builds it"
    missing = "" if candidate in candidates_of(card) else unknown
    return Form(candidate.engine, candidate.ending, ready, missing)
