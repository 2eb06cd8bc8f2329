"""What a published model says beside the gender, kept while only the gender is taught anew.

Li and Hoiem, Learning without forgetting, ECCV 2016: pictures whose age and mask nobody told are learnt with
what the network said of them before, so that what it knows of these does not fade.
"""

import numpy as np

from models.errors import EngineFailure, NoUsableArtefact
from models.outputs import columns
from models.probability import probabilities
from models.registry import load
from training.arrays import Inputs
from training.errors import RunError
from training.objective import Targets

BATCH = 64


def kept_words(begun_from: str, inputs: Inputs) -> Targets:
    """N×(K-2): the distribution of each output but the first; K-2 is 0 where the model says the gender alone.

    Raises `RunError` where the model cannot be asked.
    """
    try:
        model = load(begun_from)
        parts = [model.logits(inputs[start : start + BATCH]) for start in range(0, len(inputs), BATCH)]
    except (NoUsableArtefact, EngineFailure) as wrong:
        raise RunError(f"{begun_from} cannot be asked what it says: {wrong}") from wrong
    logits = np.concatenate(parts)
    others = [probabilities(logits[:, place], 1.0) for _, place in list(columns(model.card.outputs))[1:]]
    return np.hstack([np.empty((len(logits), 0)), *others]).astype(np.float32)
