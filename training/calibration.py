"""One number that makes confidences honest."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from models.probability import probabilities
from training.metrics import Labels

Logits = NDArray[np.float32]
# Wide enough for any network that learnt something; fine enough that the next step changes no third digit.
TEMPERATURES = np.geomspace(0.25, 10, 400)


def fit_temperature(sets: Sequence[tuple[Logits, Labels]]) -> float:
    """The temperature with the least negative log-likelihood, every set counting the same.

    Guo et al., On Calibration of Modern Neural Networks, ICML 2017. Each set is N×K logits and N class
    indices.
    """
    losses = [np.mean([_loss(logits, truth, value) for logits, truth in sets]) for value in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 4)


def fitting_half(clusters: Sequence[str]) -> NDArray[np.bool_]:
    """Which of N pictures to fit on; the others measure. Clusters stay whole, and the split never changes."""
    return np.array([crc32(cluster.encode()) % 2 == 0 for cluster in clusters])


def _loss(logits: Logits, truth: Labels, temperature: float) -> float:
    chosen = probabilities(logits, temperature)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())
