"""How often the quality flags are raised on real photographs, as they are and spoilt on purpose.

`python -m bench.quality DATA` reads `masked/Validation`, `unmasked`, `scenes` and `labels.csv` of the
research data, and prints the rates that `models/quality.py` quotes; `turned` by the finder that serves.
"""

import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from models.finders.registry import load_finder
from models.landmarks import sidewards
from models.preprocess import INPUT_SIZE, face_input
from models.quality import TINY_SIDE, quality_flags

Pixels = NDArray[np.uint8]
ROUNDS = 2000
BOUNDS = (0.2, 0.25, 0.3, 0.4)  # of `turned`
NOISE = 8.0  # standard deviation in grey levels


def main(data: Path) -> None:
    """Print a line for each kind of picture, and what a face costs."""
    masked = [decode(path.read_bytes()) for path in sorted((data / "masked" / "Validation").glob("*/*"))]
    sharp = [face_input(picture) for picture in masked if _side(picture) >= INPUT_SIZE]
    enlarged = [face_input(picture) for picture in masked if TINY_SIDE <= _side(picture) < INPUT_SIZE]
    small = [_reduced(face, 24) for face in sharp]
    _print("real masks of 96 pixels and more", sharp)
    _print("real masks of 48 to 95 pixels", enlarged)
    for side in (24, 32, 48):
        _print(f"the first, reduced to {side} pixels and enlarged", [_reduced(face, side) for face in sharp])
    _print("reduced to 24 pixels, and noise", [_noisy(face, seed) for seed, face in enumerate(small)])
    for share in (0.3, 0.25):
        _print(f"the first, levels times {share}", [_levels(face, factor=share) for face in sharp])
    _print("the first, gamma 3", [_levels(face, gamma=3) for face in sharp])
    for race, faces in sorted(_by_race(data).items()):
        _print(f"bare faces, race label {race}", faces)
    _print_turned(data)
    started = time.perf_counter()
    for turn in range(ROUNDS):
        quality_flags(sharp[turn % len(sharp)], INPUT_SIZE)
    print(f"a face costs {1e6 * (time.perf_counter() - started) / ROUNDS:.0f} µs")


def _print(name: str, faces: Sequence[Pixels]) -> None:
    found = [quality_flags(face, INPUT_SIZE) for face in faces]
    rates = (
        f"{flag} {100 * sum(flag in one for one in found) / len(faces):5.1f} %"
        for flag in ("blurred", "dark")
    )
    print(f"{name:<55} {len(faces):>5}  {'  '.join(rates)}")


def _print_turned(data: Path) -> None:
    """How many of the largest faces look to the side, by several bounds."""
    finder = load_finder()
    for folder in ("masked/Validation", "scenes", "unmasked/Test"):
        pictures = (decode(path.read_bytes()) for path in sorted((data / folder).rglob("*.jpg")))
        aside = [sidewards(faces[0].landmarks) for faces in map(finder.find, pictures) if faces]
        rates = (f"{bound} {100 * sum(one > bound for one in aside) / len(aside):5.1f} %" for bound in BOUNDS)
        print(f"{f'{folder}, turned more than':<55} {len(aside):>5}  {'  '.join(rates)}")


def _by_race(data: Path) -> dict[str, list[Pixels]]:
    found: dict[str, list[Pixels]] = {}
    with (data / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["file"].startswith("unmasked/Validation/") and row["race"]:
                picture = decode((data / row["file"]).read_bytes())
                found.setdefault(row["race"], []).append(face_input(picture))
    return found


def _side(picture: Pixels) -> int:
    return int(min(picture.shape[:2]))


def _reduced(face: Pixels, side: int) -> Pixels:
    less = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(less, face.shape[:2], interpolation=cv2.INTER_CUBIC), np.uint8)


def _noisy(face: Pixels, seed: int) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, NOISE, face.shape)
    return np.clip(face + noise, 0, 255).astype(np.uint8)


def _levels(face: Pixels, factor: float = 1.0, gamma: float = 1.0) -> Pixels:
    return np.rint(255 * factor * (face / 255) ** gamma).astype(np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
