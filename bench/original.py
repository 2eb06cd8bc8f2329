"""The original's way: decode, resize and `model.predict` one image at a time."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from imaging.decode import decode
from models.preprocess import face_input
from models.quiet import without_chatter


def original_rate(images: Sequence[bytes], models: Path, seconds: float = 5.0) -> float:
    """Images a second in one process, as the first design classified them (TensorFlow uses all cores)."""
    with without_chatter():
        import keras  # noqa: PLC0415 - heavy, and only this bench needs it

    version = (models / "default").read_text().strip()
    network = keras.saving.load_model(models / version / f"{version}.keras", compile=False, safe_mode=True)
    network.predict(np.zeros((1, 96, 96, 3), np.uint8), verbose=0)
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        network.predict(face_input(decode(images[done % len(images)]))[None], verbose=0)
        done += 1
    return done / (time.perf_counter() - started)
