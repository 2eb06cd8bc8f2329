"""What goes wrong on the street, drawn on faces that are otherwise well known: one named set each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from imaging.face_square import FRAMED
from models.landmarks import sidewards
from training.alignment import BoxCrop
from training.faces import FaceFinder, finder_of
from training.folders import Sample, is_labelled
from training.masks.cutouts import load_cutouts
from training.masks.draw import MaskPainter
from training.masks.template import Template
from training.masks.wear import Wear, WearPainter
from training.paint import Painting
from training.prepare import Prepare
from training.progress import track
from training.reading import NamedSet, Reader

Picture = NDArray[np.uint8]

# How far a nose lies beside the middle of the eyes, in distances of the eyes. By eye: from 0.2 on faces look
# to the side, from 0.5 on they are profiles, of which Test has none and real masks 13 in 516. Less than what
# is flagged in serving (`models.quality`): a set has to have enough of them.
TURNED = 0.2
SMALL = 24  # pixels
GAMMA, GAIN = 1.4, 0.4


def variations(data: Path, seed: int, limit: int | None = None) -> list[NamedSet]:
    """Faces of `unmasked/Test` with masks and something more, and whoever looks to the side.

    Empty where there is no such folder. The sets of those who look to the side need a face detector. `seed`
    draws what is worn; `limit` keeps that many pictures a set. Raises `DataError` when a class is missing.
    """
    reader, finder = Reader(data, limit), finder_of(data)
    faces, photographs = data / "unmasked" / "Test", data / "masked" / "Validation"
    cutouts = load_cutouts(data / "mask_templates")
    sets: list[NamedSet] = []
    if is_labelled(faces):
        sets += _on_faces(reader.read(faces), cutouts, seed, finder)
    if finder and is_labelled(photographs):
        turned = list(_turned(reader.read(photographs, undisputed=True), finder))
        described = "people in real masks who look to the side, framed about the face"
        framed = BoxCrop(finder, FRAMED)
        sets.append(NamedSet("real-masks-turned", described, "real", turned, framed))
    return [each for each in sets if {sample.label for sample in each.samples} == {0, 1}]


@dataclass(frozen=True, slots=True)
class After:
    """One preparation after another."""

    first: Prepare
    then: Prepare

    @property
    def key(self) -> str:
        """Both keys."""
        return f"{self.first.key}, then {self.then.key}"

    def __call__(self, picture: Picture, path: Path) -> Picture:
        """What `then` makes of what `first` makes of it."""
        return self.then(self.first(picture, path), path)


@dataclass(frozen=True, slots=True)
class Dark:
    """As if far too little light had been there: a steeper curve, and less of it."""

    key: str = f"dark {GAMMA} {GAIN}"

    def __call__(self, picture: Picture, path: Path) -> Picture:
        """H×W×3 RGB uint8, levels rounded down: what shadows held is lost."""
        levels = (np.arange(256) / 255) ** GAMMA * GAIN * 255
        return np.asarray(cv2.LUT(picture, levels.astype(np.uint8)), np.uint8)


@dataclass(frozen=True, slots=True)
class Small:
    """As if the face had been 24 pixels wide in the photograph."""

    key: str = f"small {SMALL}"

    def __call__(self, picture: Picture, path: Path) -> Picture:
        """H×W×3 RGB uint8 of the same size, an aligned face that fills it."""
        reduced = cv2.resize(picture, (SMALL, SMALL), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(reduced, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


@dataclass(frozen=True, slots=True)
class Grey:
    """As a camera without colour sees it."""

    key: str = "grey"

    def __call__(self, picture: Picture, path: Path) -> Picture:
        """H×W×3 RGB uint8 with three equal channels."""
        return np.asarray(
            cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8
        )


def _on_faces(
    samples: Sequence[Sample], cutouts: tuple[Template, ...], seed: int, finder: FaceFinder | None
) -> list[NamedSet]:
    masked = Painting(MaskPainter(cutouts), seed)
    glasses = Painting(WearPainter(cutouts, Wear(mask=1, sunglasses=1)), seed)
    veil = Painting(WearPainter(cutouts, Wear(mask=0, veil=1)), seed)
    reduced = f"masks drawn on them, reduced to {SMALL} pixels"
    sets = [
        _drawn("sunglasses", "masks and sunglasses drawn on them", samples, glasses),
        _drawn("veil", "veils drawn on them that leave the eyes alone", samples, veil),
        _drawn("dark", "masks drawn on them, made dark", samples, After(masked, Dark())),
        _drawn("blurred", reduced, samples, After(masked, Small())),
        _drawn("grey", "masks drawn on them, without colour", samples, After(masked, Grey())),
    ]
    if finder is None:
        return sets
    turned = list(_turned(samples, finder))
    return [*sets, _drawn("turned", "those who look to the side, masks drawn on them", turned, masked)]


def _drawn(name: str, words: str, samples: Sequence[Sample], prepare: Prepare) -> NamedSet:
    return NamedSet(f"test-{name}", f"unmasked faces of Test, {words}", "drawn", samples, prepare)


def _turned(samples: Sequence[Sample], finder: FaceFinder) -> Iterator[Sample]:
    """Those who look to the side; what cannot be read tells nothing, and is reported where it is measured."""
    for sample in track(samples, "Looking for turned faces"):
        try:
            face = finder.largest(decode(sample.path.read_bytes()))
        except (ImageError, OSError):
            continue
        if face is not None and sidewards(face[4:14].reshape(5, 2)) > TURNED:
            yield sample
