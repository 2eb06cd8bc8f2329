"""Learns on from the model that serves, from faces that people reviewed.

Command: `browline train --config reviewed --data browline-JOB-reviewed.zip`.
Time: about 15 s to start, then a second for a few hundred faces an epoch on two cores. Score: in the card, of
the reviewed faces that were held out; it depends on what was reviewed.
"""

from training.config import SERVING, Config

CONFIG = Config(
    name="reviewed",
    version="reviewed-1",
    architecture="residual",
    epochs=8,
    batch_size=32,
    learning_rate=0.0002,
    seed=7,
    recipe=(
        "AdamW, weight decay 0.02, label smoothing 0.05, one epoch of warm-up, then a cosine to nothing; "
        "batch normalisation left as it was; age and mask as the first model says them; the last epoch's "
        "weights averaged with the first model's"
    ),
    warmup=1,
    weight_decay=0.02,
    label_smoothing=0.05,
    begun_from=SERVING,
    kept_of_first=0.5,
)
