"""The networks that a process classifies with, loaded together: one without the other must not guess."""

from dataclasses import dataclass

from core.settings import Settings
from models.classifier import Classifier
from models.finders.protocol import FaceFinder
from models.finders.registry import DEFAULT_FINDER, load_finder
from models.registry import load


@dataclass(frozen=True, slots=True)
class Networks:
    """A finder and a classifier that passed their checks."""

    classifier: Classifier
    finder: FaceFinder


def load_networks(settings: Settings) -> Networks:
    """The classifier and the finder that the settings name. Raises `NoUsableArtefact` if one is missing.

    A folder of models that has no finder of its own leaves the search to the one that comes with Browline.
    """
    has_finder = (settings.models / (settings.finder or DEFAULT_FINDER)).exists()
    finder = load_finder(settings.finder, settings.models if has_finder else None)
    return Networks(load(settings.model or None, settings.models), finder)
