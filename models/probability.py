"""From logits to calibrated probabilities."""

import numpy as np
from numpy.typing import NDArray


def probabilities(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    """Softmax of N×K logits divided by `temperature`: N×K float64, rows add up to 1.

    Temperature scaling is Guo et al., On Calibration of Modern Neural Networks, ICML 2017. Computed in double
    precision and from the row's largest logit, so no finite logit overflows.
    """
    scaled = logits.astype(np.float64) / temperature
    exponents = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True), dtype=np.float64)
