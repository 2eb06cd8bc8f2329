"""Faces whose boxes are known, dressed where they are: masks, veils, hoods, sunglasses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.alignment import LANDMARKS
from training.finder.pool import Pictured, Pool
from training.masks.wear import WearPainter
from training.paint import AROUND, painted_at

LEAST = 24  # pixels of a face's box that is worth dressing


@dataclass(frozen=True, slots=True)
class Dresser:
    """Dresses every face of a picture, or leaves it as it is."""

    painter: WearPainter
    bare: float = 0.0  # share of faces that stay as they are

    @property
    def key(self) -> str:
        """Different for every dresser that gives other pictures."""
        cutouts = [cutout.name for cutout in self.painter.cutouts]
        return f"{cutouts} {self.painter.wear} {self.bare} {AROUND}"

    def __call__(self, photo: Pictured, rng: np.random.Generator) -> Pictured:
        """The same boxes: they were found before anything was drawn over the faces."""
        pixels = photo.pixels
        for face in photo.faces:
            if min(face[2:4]) >= LEAST and rng.random() >= self.bare:
                pixels = self._dressed(pixels, face, rng)
        return Pictured(pixels, photo.faces, photo.doubts)

    def _dressed(
        self, pixels: NDArray[np.uint8], face: NDArray[np.float32], rng: np.random.Generator
    ) -> NDArray[np.uint8]:
        matrix: cv2.typing.MatLike | None = cv2.estimateAffinePartial2D(face[4:14].reshape(5, 2), LANDMARKS)[
            0
        ]
        if matrix is None:
            return pixels
        return painted_at(pixels, matrix, lambda aligned: self.painter.draw(aligned, rng, AROUND), AROUND)


def dressed(photos: Pool, chosen: Iterable[int], dresser: Dresser, seed: int) -> Iterator[Pictured]:
    """The chosen photographs of a pool, each dressed by its own luck."""
    for index in chosen:
        yield dresser(photos[index], np.random.default_rng([seed, index]))


def spread(count: int, most: int) -> range:
    """At most `most` of `count` places, evenly spread."""
    return range(0, count, max(1, -(-count // most)))
