"""A lesson as it is learnt: views with what the network shall say of each."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.lessons import UNLABELLED, Lesson
from training.objective import Targets
from training.opinions import Opinions, combined, face_names
from training.targets import target
from training.views import Views, load_views


@dataclass(frozen=True, slots=True)
class Learnt:
    """N views and their N×11 float32 targets."""

    views: Views
    targets: Targets


def learnt(lesson: Lesson, cache: Path, smoothing: float, opinions: Opinions | None = None) -> Learnt:
    """Reads a lesson; with `opinions`, what a judge says is mixed into what the labels say.

    Views of which neither labels nor a judge say anything are left out.
    """
    views = load_views(lesson.samples, lesson.framer, cache, f"Reading {lesson.name}")
    targets = np.stack([_known(lesson, origin, smoothing) for origin in views.origins.tolist()])
    if opinions is not None:
        names = face_names([sample.path for sample in lesson.samples], views.origins)
        targets = np.stack(
            [
                combined(known, opinions.by_face[name]) if name in opinions.by_face else known
                for known, name in zip(targets, names, strict=True)
            ]
        )
    return only(Learnt(views, targets), np.asarray(targets[:, :2].any(axis=1)))


def only(lesson: Learnt, chosen: NDArray[np.bool_]) -> Learnt:
    """The part that a mask of N chooses; pictures stay on disk unless some are left out."""
    if chosen.all():
        return lesson
    views = lesson.views
    return Learnt(
        Views(views.pictures[chosen], views.places[chosen], views.origins[chosen]), lesson.targets[chosen]
    )


def _known(lesson: Lesson, origin: int, smoothing: float) -> Targets:
    label = lesson.samples[origin].label
    return target(None if label == UNLABELLED else label, lesson.ages[origin], lesson.worn, smoothing)
