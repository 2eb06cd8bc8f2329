"""Drawn masks beside real ones, on one sheet."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.alignment import Alignment
from training.faces import finder_of
from training.folders import Sample
from training.masks.cutouts import load_cutouts
from training.masks.wear import Wear, WearPainter
from training.paint import Painting
from training.prepare import Prepare
from training.reading import Reader
from training.sheets import COLUMNS, SIDE, Picture, contact_sheet, read_picture

HALF = COLUMNS // 2
WEARS = {
    "masks": Wear(),
    "veils": Wear(mask=0, veil=1),
    "sunglasses": Wear(sunglasses=1),
    "glasses": Wear(glasses=1),
    "headwear": Wear(headwear=1),
    "visors": Wear(visor=1),
    "everything": Wear(mask=1.0, veil=0.1, sunglasses=0.25, headwear=0.35, visor=0.1, glasses=0.2),
}


def mask_sheet(data: Path, seed: int, wear: Wear, rows: int) -> Picture:
    """Faces of a research folder with what is drawn on them on the left, real masks on the right: RGB uint8.

    `seed` chooses the pictures and what is worn. Where the folder has a face detector, the real ones are
    turned and cropped as the drawn ones are. Raises `DataError` where one of both folders is missing or a
    picture cannot be read.
    """
    reader, finder = Reader(data, None), finder_of(data)
    painting = Painting(WearPainter(load_cutouts(data / "mask_templates"), wear), seed)
    drawn = _chosen(reader.read(data / "unmasked" / "Training"), rows * HALF, seed, painting)
    aligned = Alignment(finder) if finder else None
    real = _chosen(reader.read(data / "masked" / "Training"), rows * HALF, seed, aligned)
    full = min(len(drawn), len(real)) // HALF  # rows
    pictures = [
        picture
        for start in range(0, full * HALF, HALF)
        for half in (drawn, real)
        for picture in half[start : start + HALF]
    ]
    return contact_sheet(pictures, COLUMNS, SIDE, (["drawn"] * HALF + ["real"] * HALF) * full)


def _chosen(samples: Sequence[Sample], count: int, seed: int, prepare: Prepare | None) -> list[Picture]:
    order = np.random.default_rng(seed).permutation(len(samples))[:count]
    paths = [samples[index].path for index in order]
    pictures = [(read_picture(path), path) for path in paths]
    return [prepare(picture, path) if prepare else picture for picture, path in pictures]
