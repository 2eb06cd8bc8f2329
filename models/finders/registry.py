"""Loads the finder that the settings name: one of ours, or a user's YuNet file."""

from functools import partial
from pathlib import Path

from pydantic import ValidationError

from models.classifier import LITERT
from models.errors import ArtefactRejected, NoUsableArtefact
from models.finders.architecture import FINDERS
from models.finders.card import FinderCard, load_finder_card
from models.finders.engines import GridEngine, KerasGrids, LiteRtGrids
from models.finders.network import NetworkFinder
from models.finders.protocol import FaceFinder
from models.finders.selftest import check
from models.finders.yunet import YuNetFinder
from models.loading import Form, first, first_usable
from models.quiet import import_keras
from models.registry import artefacts_dir

DEFAULT_FINDER = "default-finder"  # the file that names the version which serves
INT8 = ".int8.tflite"
FLOAT = ".float32.tflite"  # for whoever wants to compare; it never serves


def load_finder(setting: str = "", directory: Path | None = None, preferred: str = LITERT) -> FaceFinder:
    """The finder for a setting: empty for the default version, a version, or a YuNet file in .onnx.

    Of a version the first of LiteRT, whole Keras model, architecture with weights serves that passes hash and
    self-test; with `keras` as `preferred`, LiteRT comes last. Raises `NoUsableArtefact` with every reason
    when nothing is left, or the file is no detector.
    """
    if setting.lower().endswith(".onnx"):
        return YuNetFinder(Path(setting))
    return load_version(setting or None, directory, preferred)


def load_version(
    version: str | None = None, directory: Path | None = None, preferred: str = LITERT
) -> NetworkFinder:
    """One of our own finders (None: the default one). Raises `NoUsableArtefact`."""
    card = read_finder_card(version, directory)
    folder = _folder(version, directory)
    loaded = first_usable(first(preferred, forms(card)), folder, card)
    return NetworkFinder(loaded.engine, loaded.name, card, loaded.reason)


def read_finder_card(version: str | None = None, directory: Path | None = None) -> FinderCard:
    """The card of a version (None: the default one), without loading any engine.

    Raises `NoUsableArtefact` when there is no such card or it cannot be read.
    """
    folder = _folder(version, directory)
    try:
        return load_finder_card(folder)
    except (OSError, ValidationError) as wrong:
        raise NoUsableArtefact([f"{folder.name} has no readable card ({type(wrong).__name__})"]) from wrong


def forms(card: FinderCard) -> tuple[Form[GridEngine], ...]:
    """The forms that serve, in the order of preference, each with the card's self-test."""

    def litert(file: Path) -> GridEngine:
        return _passed(LiteRtGrids(file), card, int8=True)

    def whole(file: Path) -> GridEngine:
        network = import_keras().saving.load_model(file, compile=False, safe_mode=True)
        return _passed(KerasGrids(network), card)

    return (
        Form("litert", INT8, litert),
        Form("keras", ".keras", whole),
        Form("keras-weights", ".weights.h5", partial(_from_weights, card)),
    )


def _from_weights(card: FinderCard, file: Path) -> GridEngine:
    architecture = card.training.architecture
    if architecture not in FINDERS:
        raise ArtefactRejected(f"no code here builds {architecture}, which its bare weights need")
    network = FINDERS[architecture]()
    network.load_weights(file)
    return _passed(KerasGrids(network), card)


def _passed(engine: GridEngine, card: FinderCard, *, int8: bool = False) -> GridEngine:
    check(engine, card.selftest, int8=int8)
    return engine


def _folder(version: str | None, directory: Path | None) -> Path:
    directory = directory or artefacts_dir()
    return directory / (version or _default(directory))


def _default(directory: Path) -> str:
    file = directory / DEFAULT_FINDER
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as missing:
        raise NoUsableArtefact([f"no default finder is named in {file}"]) from missing
