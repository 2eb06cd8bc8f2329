"""Draws everything that a face may wear: masks, veils, glasses, head coverings, visors."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.creases import creased
from training.masks.draw import MaskPainter, worn
from training.masks.head_cloths import HEAD_CLOTHS
from training.masks.headwear import HEADWEAR
from training.masks.lay import Worn, laid
from training.masks.layers import Frame, widened
from training.masks.more_shapes import random_further_shape
from training.masks.neckwear import NECKWEAR
from training.masks.placement import random_places, random_wider_places
from training.masks.sunglasses import clear_glasses, sunglasses
from training.masks.template import Template
from training.masks.veil import VEILS
from training.masks.visor import visor

FURTHER_SHARE = 0.35  # of masks have one of the further shapes
NECK_SHARE = 0.1  # of masks are no masks but something pulled up from the neck
WIDER_SHARE = 0.5  # of masks sit anywhere that masks are seen
CLOTH_SHARE = 0.35  # of what covers the head frames the face, too


@dataclass(frozen=True, slots=True)
class Wear:
    """What a face may wear, and how often (shares 0..1).

    A veil replaces mask and head covering; clear glasses are worn where no sunglasses are.
    """

    mask: float = 1.0
    veil: float = 0.0
    sunglasses: float = 0.0
    headwear: float = 0.0
    visor: float = 0.0
    glasses: float = 0.0


@dataclass(frozen=True, slots=True)
class WearPainter:
    """Draws on a face what `wear` says; masks of its own shapes and from cut-outs."""

    cutouts: tuple[Template, ...] = ()
    wear: Wear = Wear()

    def draw(self, face: NDArray[np.uint8], rng: np.random.Generator, margin: int = 0) -> NDArray[np.uint8]:
        """A copy of `face` (H×W×3 RGB uint8, aligned as UTKFace's) with what its wearer put on.

        A picture with `margin` pixels more on each side of the 200×200 shows hats and hoods as a whole.
        Everything random comes from `rng`: the same seed draws the same.
        """
        frame = Frame(margin)
        pieces = self._pieces(frame, rng)
        if not pieces:
            return face.copy()
        height, width = face.shape[:2]
        fits = (height, width) == (frame.side, frame.side)
        square = face if fits else cv2.resize(face, (frame.side, frame.side))
        drawn = np.clip(laid(square.astype(np.float32), pieces, frame, rng), 0, 255).astype(np.uint8)
        return drawn if fits else cv2.resize(drawn, (width, height)).astype(np.uint8)

    def _pieces(self, frame: Frame, rng: np.random.Generator) -> list[Worn]:
        """What is worn, the innermost first."""
        wear, pieces = self.wear, list[Worn]()
        # All shares are asked in every case: what one share is must not change the luck of the others.
        veiled, masked, covered, dark, clear, shielded = rng.random(6) < (
            wear.veil, wear.mask, wear.headwear, wear.sunglasses, wear.glasses, wear.visor,
        )  # fmt: skip
        if veiled:
            pieces += VEILS[rng.integers(len(VEILS))](frame, rng)
        elif masked:
            pieces += self._mask(frame, rng)
        if dark or clear:
            pieces.append(Worn((sunglasses if dark else clear_glasses)(frame, rng)))
        if covered and not veiled:
            kinds = HEAD_CLOTHS if rng.random() < CLOTH_SHARE else HEADWEAR
            pieces += kinds[rng.integers(len(kinds))](frame, rng)
        return pieces + (visor(frame, rng) if shielded else [])

    def _mask(self, frame: Frame, rng: np.random.Generator) -> list[Worn]:
        kind, wider = rng.random(), rng.random() < WIDER_SHARE
        if kind < NECK_SHARE:
            return NECKWEAR[rng.integers(len(NECKWEAR))](frame, rng)
        further = kind < NECK_SHARE + FURTHER_SHARE
        template = random_further_shape(rng) if further else MaskPainter(self.cutouts).choose(rng)
        # Cut-outs are photographs and have creases of their own.
        own = further or all(template.name != cutout.name for cutout in self.cutouts)
        places = random_wider_places(rng) if wider else random_places(rng)
        layer = worn(creased(template, rng, 1.0 if own else 0.5), places, rng)
        return [Worn(widened(layer, frame, cv2.BORDER_CONSTANT))]
