"""The networks that a process classifies with, loaded together: one without the other must not guess."""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from core.gpus import NO_GPU
from core.settings import Settings
from models.classifier import LITERT, Classifier
from models.engines.traced import SIZES
from models.finders.protocol import FaceFinder
from models.finders.registry import DEFAULT_FINDER, load_finder
from models.preprocess import INPUT_SIZE
from models.quiet import import_keras
from models.registry import load

KERAS = "keras"


@dataclass(frozen=True, slots=True)
class Networks:
    """A finder and a classifier that passed their checks, and what is to be told of how they run."""

    classifier: Classifier
    finder: FaceFinder
    note: str = ""


def load_networks(settings: Settings) -> Networks:
    """The classifier and the finder that the settings name. Raises `NoUsableArtefact` if one is missing.

    A folder of models that has no finder of its own leaves the search to the one that comes with Browline.
    """
    has_finder = (settings.models / (settings.finder or DEFAULT_FINDER)).exists()
    finder = load_finder(settings.finder, settings.models if has_finder else None, settings.engine)
    classifier = load(settings.model or None, settings.models, settings.engine)
    if settings.engine != KERAS or classifier.engine == LITERT:
        return Networks(classifier, finder)
    for size in SIZES:  # so that none is compiled while somebody waits; a finder's shapes are too many for it
        classifier.logits(np.zeros((size, INPUT_SIZE, INPUT_SIZE, 3), np.uint8))
    return Networks(classifier, finder, "" if _has_gpu() else NO_GPU)


def _has_gpu() -> bool:
    """Whether Keras computes on one; its build may know none where there is one."""
    keras = import_keras()
    if keras.backend.backend() == "torch":  # the only one whose devices Keras does not list
        return bool(import_module("torch").cuda.is_available())
    return any(name.startswith("gpu") for name in keras.distribution.list_devices())
