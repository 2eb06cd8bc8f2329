"""Sheets of what a finder gets wrong, for the one who measures: they show faces and stay where they are."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces
from training.finder.measured import MeasuredSet
from training.finder.scoring import Scored
from training.sheets import COLUMNS, SIDE, as_png, contact_sheet

MOST = 96  # pictures a sheet
KNOWN, DOUBTED = (0, 200, 0), (230, 200, 0)


def save_failures(measured: MeasuredSet, scored: Scored, folder: Path) -> None:
    """`SET-missed.png` and `SET-fooled.png`, with the known faces green and the doubtful ones yellow."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, numbers in (("missed", scored.missed()), ("fooled", scored.fooled())):
        file = folder / f"{measured.name}-{kind}.png"
        file.unlink(missing_ok=True)
        if numbers:
            chosen = numbers[:MOST]
            pictures = [_marked(measured, number) for number in chosen]
            titles = [measured.titles[number][-18:] for number in chosen]
            file.write_bytes(as_png(contact_sheet(pictures, COLUMNS, SIDE, titles)))


def _marked(measured: MeasuredSet, number: int) -> NDArray[np.uint8]:
    known = measured.pictures[number]
    pixels = known.pixels.copy()
    _draw(pixels, known.faces, KNOWN)
    _draw(pixels, known.doubts, DOUBTED)
    return pixels


def _draw(pixels: NDArray[np.uint8], faces: Faces, colour: tuple[int, int, int]) -> None:
    thick = max(1, max(pixels.shape[:2]) // 160)
    for left, top, width, height in faces[:, :4].tolist():
        cv2.rectangle(pixels, (int(left), int(top)), (int(left + width), int(top + height)), colour, thick)
