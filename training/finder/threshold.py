"""The working threshold, chosen on pictures that training could learn from, and on none that measure."""

from dataclasses import replace

import numpy as np

from models.finders.network import NetworkFinder
from training.finder.library import Library
from training.finder.textures import drawn

FINDS = 1.0  # a hundred pictures without faces; these are harder than most, for things in them mimic faces
DRAWN = 300
PARTS = 600
SIDE = 320
LEAST, MOST = 0.2, 0.7
SEED = 5


def choose_threshold(finder: NetworkFinder, library: Library) -> tuple[float, str]:
    """The lowest score, in steps of a hundredth, at which hardly anything is found where nobody is."""
    # So that it looks closely at nearly all of them.
    strict = replace(finder, card=finder.card.model_copy(update={"threshold": MOST}))
    rng, grounds = np.random.default_rng(SEED), library.grounds
    parts = rng.permutation(len(grounds))[:PARTS]
    pictures = [grounds[int(index)].pixels for index in parts]
    pictures += [drawn(rng, SIDE) for _ in range(DRAWN)]
    scores = np.concatenate([strict.every(picture, LEAST)[:, 14] for picture in pictures])
    allowed = int(FINDS * len(pictures) / 100)
    surest = np.sort(scores)[::-1]
    # Above the first find that is too many.
    least = float(surest[allowed]) if len(surest) > allowed else LEAST
    threshold = float(np.clip(np.ceil(least * 100 + 1e-6) / 100, LEAST, MOST))
    return threshold, (
        f"the lowest with at most {FINDS} finds a hundred on {len(pictures)} pictures without faces: parts "
        "of photographs that taught, and drawn ones"
    )
