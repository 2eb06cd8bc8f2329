"""What a run has learnt, averaged with what it began from: better on both kinds of pictures than either.

Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022 (WiSE-FT). It costs nothing when it serves.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras


def averaged(network: "keras.Model", first: Path, share: float) -> "keras.Model":
    """`network` itself, of which each weight is now to a `share` (0 to 1) that of the file `first`."""
    began = type(network).from_config(network.get_config())  # without an optimizer: the file has none
    began.load_weights(first)
    pairs = zip(began.get_weights(), network.get_weights(), strict=True)
    network.set_weights([np.asarray(share * old + (1 - share) * new, old.dtype) for old, new in pairs])
    return network
