"""From what is known about a picture to the distributions that a network learns."""

from math import erf, sqrt

import numpy as np

from models.outputs import AGE_GROUPS, GENDER, MASK
from training.objective import Targets

# Bounds of the groups in years.
BOUNDS = (13.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 117.0)
DOUBT = 4.0  # years by which a label of age may be off: UTKFace's are guesses of a network, checked by eye


def target(label: int | None, age: float | None, worn: bool | None, smoothing: float = 0.0) -> Targets:
    """Gender, age group and mask side by side (11 float32); zeros for what is None.

    `smoothing` is the share of the gender's certainty that is spread evenly (Szegedy et al., 2016).
    """
    gender = np.zeros(len(GENDER), np.float32)
    if label is not None:
        gender[:] = smoothing / len(GENDER)
        gender[label] += 1 - smoothing
    mask = np.zeros(len(MASK), np.float32)
    if worn is not None:
        mask[int(worn)] = 1
    return np.concatenate([gender, _age_groups(age), mask])


def _age_groups(age: float | None) -> Targets:
    """The share of a normal distribution about `age` that falls into each group."""
    if age is None:
        return np.zeros(len(AGE_GROUPS), np.float32)
    below = [0.5 * (1 + erf((bound - age) / (DOUBT * sqrt(2)))) for bound in BOUNDS[1:-1]]
    return np.diff([0.0, *below, 1.0]).astype(np.float32)
