"""Composed pictures of faces with little to see, whose boxes are known by construction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces
from training.finder.crops import Shape, ground_of
from training.finder.frame import moved
from training.finder.light import relit
from training.finder.pool import Pictured, Pool
from training.masks.placement import FACE_SIZE
from training.masks.template import Template
from training.masks.wear import Wear, WearPainter
from training.paint import AROUND, painted_at

SHAPE = (480, 640)
SIDES = (40.0, 300.0)  # pixels of a face's longest side
TURN = 10.0  # degrees, standard deviation


@dataclass(frozen=True, slots=True)
class Disguise:
    """A way to leave the eyes, or not even them."""

    name: str
    description: str
    wear: Wear


DISGUISES = (
    Disguise(
        "veil", "a niqab, a half niqab or a balaclava: a band with the eyes is all there is", Wear(0, 1)
    ),
    Disguise("scarf-hood", "a mask or a scarf, and something on the head", Wear(mask=1, headwear=1)),
    Disguise("sunglasses-mask", "a mask and sunglasses", Wear(mask=1, sunglasses=1)),
    Disguise("all", "a mask, sunglasses and something on the head", Wear(mask=1, sunglasses=1, headwear=1)),
)


def hidden(
    faces: Pool, grounds: Pool, disguise: Disguise, cutouts: Sequence[Template], count: int, seed: int
) -> Iterator[Pictured]:
    """`count` pictures, 480×640, each with one aligned face of `faces` that wears the disguise."""
    painter = WearPainter(tuple(cutouts), disguise.wear)
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        face = faces[int(rng.integers(len(faces)))]
        yield _composed(face, ground_of(grounds, SHAPE, rng), painter, rng)


def _composed(
    face: Pictured, ground: NDArray[np.uint8], painter: WearPainter, rng: np.random.Generator
) -> Pictured:
    """The bare face is laid on the ground with soft edges; what it wears is drawn over both."""
    matrix = _placed(face.faces[0], SHAPE, rng)
    size = SHAPE[::-1]
    laid = cv2.warpAffine(face.pixels, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpAffine(_oval(), matrix, size, flags=cv2.INTER_LINEAR)
    bare = (ground + (laid.astype(np.float32) - ground) * cover[..., None]).astype(np.uint8)
    aligning = cv2.invertAffineTransform(matrix)
    worn = painted_at(bare, aligning, lambda aligned: painter.draw(aligned, rng, AROUND), AROUND)
    return Pictured(relit(worn, rng), moved(face.faces[:1], matrix), face.faces[:0])


def _placed(face: Faces, shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    side = float(np.exp(rng.uniform(*np.log(SIDES))))
    scale, angle = side / float(max(face[2:4])), np.deg2rad(rng.normal(0, TURN))
    turn = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    free = np.array(shape[::-1]) - side
    place = side / 2 + rng.uniform(0, 1, 2) * free
    return np.hstack([turn, (place - turn @ (face[:2] + face[2:4] / 2))[:, None]])


def _oval() -> NDArray[np.float32]:
    """How much of an aligned face is laid on the ground: all but its corners."""
    along = (np.arange(FACE_SIZE, dtype=np.float32) - FACE_SIZE / 2 + 0.5) / (FACE_SIZE / 2)
    away = np.abs(along)[:, None] ** 3 + np.abs(along)[None] ** 3
    return np.asarray(np.clip((1 - away) * 8, 0, 1), np.float32)
