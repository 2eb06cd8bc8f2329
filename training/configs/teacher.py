"""Teachers of `browline`: a MobileNet that knows faces, each fine-tuned on half of the pictures.

Trained by `browline train --config browline --data DATA --weights FACERES.json`, before the student.
"""

from training.config import Config, Mix

CONFIG = Config(
    name="teacher",
    version="teacher",
    architecture="faceres",
    epochs=3,
    batch_size=64,
    learning_rate=0.0005,
    seed=11,
    recipe="AdamW, weight decay 0.02, label smoothing 0.1, the first eleven of thirteen blocks frozen",
    mix=Mix(
        shares=(
            ("real masks", 0.36),
            ("real masks, whole pictures", 0.02),
            ("dressed faces", 0.24),
            ("dressed faces, young and old", 0.06),
            ("bare faces", 0.12),
            ("dressed portraits", 0.13),
            ("bare portraits", 0.07),
        ),
        pictures=8_000,
    ),
    warmup=1,
    weight_decay=0.02,
    label_smoothing=0.1,
)
