"""The working threshold, chosen on pictures made as those of training are, and on none that measure."""

import numpy as np

from models.finders.network import NetworkFinder
from training.finder.collage import empty
from training.finder.library import Library

FINDS = 0.4  # a hundred empty pictures, while the measured sets ask for at most one
PICTURES = 600
SHAPE = (240, 320)
LEAST, MOST = 0.2, 0.7
SEED = 5


def choose_threshold(finder: NetworkFinder, library: Library) -> tuple[float, str]:
    """The lowest score, in steps of a hundredth, at which hardly anything is found where nobody is."""
    scores = np.concatenate(
        [
            finder.every(empty(SHAPE, library.grounds, np.random.default_rng([SEED, number])).pixels, LEAST)[
                :, 14
            ]
            for number in range(PICTURES)
        ]
    )
    allowed = int(FINDS * PICTURES / 100)
    surest = np.sort(scores)[::-1]
    # Above the first find that is too many.
    least = float(surest[allowed]) if len(surest) > allowed else LEAST
    threshold = float(np.clip(np.ceil(least * 100 + 1e-6) / 100, LEAST, MOST))
    return threshold, (
        f"the lowest with at most {FINDS} finds a hundred on {PICTURES} pictures without faces, "
        "made as those of training"
    )
