"""The face finder that comes with Browline.

Command: `browline train --config finder --data DATA --out models/artefacts`.
Time: a quarter of an hour to ask YuNet and to dress, then 20 to 30 s an epoch of 2,400 frames on two cores,
99 minutes of learning in all.
Score, largest face: 98.0 % on masked/Validation (YuNet 93.7 %), 91.1 % on held-out scenes (YuNet 81.5 %).
"""

from training.finder.config import FinderConfig
from training.masks.wear import Wear

CONFIG = FinderConfig(
    name="finder",
    version="finder-2",
    architecture="small",
    epochs=240,
    batches=100,
    batch_size=24,
    learning_rate=0.002,
    warmup=1,
    weight_decay=0.0005,
    seed=11,
    begun_from="finder-1",
    recipe=(
        "begun from finder-1; AdamW, quality focal loss, generalised IoU and landmarks from YuNet's word; "
        "frames cut, pasted and put together anew each time; one epoch of warm-up, then a cosine to nothing; "
        "last epoch kept"
    ),
    shares=(
        ("scenes", 0.18),
        ("masked", 0.20),
        ("portraits", 0.04),
        ("dressed portraits", 0.12),
        ("dressed masked", 0.07),
        ("dressed aligned", 0.06),
        ("collage", 0.14),
        ("mosaic", 0.09),
        ("empty", 0.28),
    ),
    shapes=((192, 192),),
    aligned=2000,
    dressed=2200,
    textures=1200,
    hidden=Wear(mask=0.8, veil=0.35, sunglasses=0.35, headwear=0.4, visor=0.05, glasses=0.1),
    further=Wear(mask=0.0, veil=0.1, sunglasses=0.5, headwear=0.6, visor=0.05, glasses=0.2),
)
