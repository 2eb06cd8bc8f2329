"""Labelled folders with pictures that the test draws itself."""

from pathlib import Path

import cv2
import numpy as np


def write_face(path: Path, seed: int) -> None:
    """A noisy 200×200 picture, bright in a folder called Female and dark elsewhere: it can be learnt."""
    rng = np.random.default_rng(seed)
    level = 190 if path.parent.name == "Female" else 60
    pixels = np.clip(rng.normal(level, 20, (200, 200, 3)), 0, 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), pixels)


def write_split(folder: Path, count: int) -> None:
    """`count` pictures a class below `folder`."""
    for offset, name in enumerate(("Female", "Male")):
        for number in range(count):
            write_face(folder / name / f"{number}.jpg", seed=1000 * offset + number)
