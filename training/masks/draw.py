"""Draws one mask on one aligned face."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.light import Pixels, lit_like
from training.masks.placement import EARS, FACE_SIZE, random_places, warp_of
from training.masks.prints import random_colour
from training.masks.shapes import random_shape
from training.masks.template import Template

OWN_SHAPE_SHARE = 0.4
SHADOW_DROP = 3  # pixels that the shadow of the rim lies lower, and its blur
SHADOW_DEPTH = 0.25  # share of the light that it takes


@dataclass(frozen=True, slots=True)
class MaskPainter:
    """Draws masks of its own shapes and, where there are any, from cut-outs."""

    cutouts: tuple[Template, ...] = ()

    def draw(self, face: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        """A copy of `face` (H×W×3 RGB uint8, aligned as UTKFace's) with a mask over nose, mouth and chin.

        Everything random comes from `rng`: the same seed draws the same mask.
        """
        height, width = face.shape[:2]
        square = (
            face if (height, width) == (FACE_SIZE, FACE_SIZE) else cv2.resize(face, (FACE_SIZE, FACE_SIZE))
        )
        template = self.choose(rng)
        drawn = _laid_over(square.astype(np.float32), _softened(worn(template, random_places(rng), rng), rng))
        return drawn if square is face else cv2.resize(drawn, (width, height)).astype(np.uint8)

    def choose(self, rng: np.random.Generator) -> Template:
        """A mask of its own shapes or a cut-out, of its own colour or another."""
        if not self.cutouts or rng.random() < OWN_SHAPE_SHARE:
            return random_shape(rng)
        return _recoloured(self.cutouts[rng.integers(len(self.cutouts))], rng)


def _recoloured(template: Template, rng: np.random.Generator) -> Template:
    """The cut-out in another colour, one time in three; folds and stitches stay."""
    if rng.random() > 1 / 3:
        return template
    grey = cv2.cvtColor(template.rgba[..., :3], cv2.COLOR_RGB2GRAY).astype(np.float32)
    relief = grey / max(float(np.median(grey[template.rgba[..., 3] > 127])), 1.0)
    tinted = np.clip(random_colour(rng) * np.clip(relief, 0, 1.4)[..., None], 0, 255).astype(np.uint8)
    return Template(template.name, np.dstack([tinted, template.rgba[..., 3]]), template.anchors)


def worn(template: Template, places: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    """The mask and its straps in the face's frame: 200×200×4 float32, colours premultiplied by alpha 0..1.

    Premultiplied, because the warp would otherwise mix the cut-out's invisible background into its rim.
    """
    straight = template.rgba.astype(np.float32)
    alpha = straight[..., 3:] / 255
    premultiplied = cv2.merge([straight[..., :3] * alpha, alpha])
    mask = cv2.warpPerspective(premultiplied, warp_of(template.anchors, places), (FACE_SIZE, FACE_SIZE))
    if template.straps:
        mask = mask + _straps(places, rng) * (1 - mask[..., 3:])
    return mask.astype(np.float32)


def _softened(worn: Pixels, rng: np.random.Generator) -> Pixels:
    """A little blurred: the photographs are seldom sharp."""
    return cv2.GaussianBlur(worn, (0, 0), rng.uniform(0.4, 1.3)).astype(np.float32)


def _straps(places: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    layer = np.zeros((FACE_SIZE, FACE_SIZE, 4), np.float32)
    shade = float(rng.choice([40, 225]))
    inside = places + 0.3 * (places.mean(axis=0) - places)  # some masks are narrower than their anchors
    for corner, ear in ((0, 0), (3, 0), (2, 1), (5, 1)):
        end = EARS[ear] + rng.normal(0, 2, 2)
        cv2.line(layer, inside[corner].astype(int), end.astype(int), (shade, shade, shade, 1.0))
    return layer


def _laid_over(face: Pixels, worn: Pixels) -> NDArray[np.uint8]:
    mask, cover = worn[..., :3], worn[..., 3:]
    lowered = np.zeros_like(worn[..., 3])
    lowered[SHADOW_DROP:] = worn[:-SHADOW_DROP, :, 3]
    shaded = face * (1 - SHADOW_DEPTH * cv2.GaussianBlur(lowered, (0, 0), SHADOW_DROP))[..., None]
    return np.clip(lit_like(face, mask) + shaded * (1 - cover), 0, 255).astype(np.uint8)
