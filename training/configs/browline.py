"""What is served, `browline-3`: a residual network, taught by labels and by a judge of faces.

Command: `browline train --config browline --data DATA --weights FACERES.json --out models/artefacts`.
Time: 73 minutes of learning on one of two cores. Score: 96.3 % balanced on framed real masks, 95.4 % on drawn
ones of Test; docs/model.md has all, and how browline-2 was made, with which it begins.
"""

from training.config import Config, Mix

CONFIG = Config(
    name="browline",
    version="browline-3",
    architecture="residual",
    epochs=14,
    batch_size=64,
    learning_rate=0.001,
    seed=7,
    recipe=(
        "begun from browline-2; AdamW, weight decay 0.02, label smoothing 0.05, labels softened by "
        "FaceRes, one epoch of warm-up, then a cosine to nothing; the last epoch's weights averaged with "
        "browline-2's"
    ),
    mix=Mix(
        shares=(
            ("real masks", 0.36),
            ("real masks, whole pictures", 0.08),
            ("scenes", 0.02),
            ("dressed faces", 0.11),
            ("dressed faces again", 0.11),
            ("dressed faces, young and old", 0.08),
            ("bare faces", 0.07),
            ("unmasked dressed faces", 0.03),
            ("dressed portraits", 0.06),
            ("dressed portraits again", 0.05),
            ("bare portraits", 0.03),
        ),
        pictures=24_000,
    ),
    warmup=1,
    weight_decay=0.02,
    label_smoothing=0.05,
    calibrated_on=("real-masks-framed",),
    judge="faceres",
    checked_on="real-masks-framed",
    begun_from="browline-2",
    kept_of_first=0.5,
)
