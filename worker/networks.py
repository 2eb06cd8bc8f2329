"""The networks that a process classifies with, loaded together: one without the other must not guess."""

from dataclasses import dataclass

from core.settings import Settings
from models.classifier import Classifier
from models.finders.protocol import FaceFinder
from models.finders.registry import load_finder
from models.registry import load


@dataclass(frozen=True, slots=True)
class Networks:
    """A finder and a classifier that passed their checks."""

    classifier: Classifier
    finder: FaceFinder


def load_networks(settings: Settings) -> Networks:
    """The classifier and the finder that the settings name. Raises `NoUsableArtefact` if one is missing."""
    return Networks(load(settings.model or None, settings.models), load_finder(settings.models))
