"""Teachers of `browline`: EfficientNet-Lite0 from ImageNet, each fine-tuned on half of the pictures.

Trained by `browline train --config browline --data DATA --weights WEIGHTS`, before the student.
"""

from training.config import Config, Mix

CONFIG = Config(
    name="teacher",
    version="teacher",
    architecture="efficientnet_lite0",
    epochs=5,
    batch_size=64,
    learning_rate=0.0008,
    seed=11,
    recipe="AdamW, weight decay 0.02, label smoothing 0.1, the first five blocks frozen",
    mix=Mix(
        shares=(
            ("real masks", 0.34),
            ("real masks, whole pictures", 0.04),
            ("dressed faces", 0.30),
            ("bare faces", 0.12),
            ("dressed portraits", 0.13),
            ("bare portraits", 0.07),
        ),
        pictures=14_000,
    ),
    warmup=1,
    weight_decay=0.02,
    label_smoothing=0.1,
)
