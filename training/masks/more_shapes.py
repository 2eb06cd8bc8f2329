"""Further masks of our own, for the wider painter: respirators with a valve, bandanas, foam."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.prints import random_colour
from training.masks.shapes import Shape, shape_template
from training.masks.template import Template

CUP = Shape(
    name="cup",
    left=((128, 14), (98, 30), (62, 70), (30, 120), (26, 170), (60, 218), (128, 240)),
    anchors=((20, 70), (128, 16), (236, 70), (36, 190), (128, 238), (220, 190)),
)
FLAT_FOLD = Shape(
    name="flat fold",
    left=((128, 12), (92, 40), (40, 74), (10, 96), (14, 128), (44, 190), (92, 234), (128, 246)),
    anchors=((10, 78), (128, 12), (246, 78), (30, 168), (128, 244), (226, 168)),
    seam=True,
)
DUCKBILL = Shape(
    name="duckbill",
    left=((128, 24), (80, 34), (14, 74), (20, 134), (60, 196), (128, 206)),
    anchors=((14, 66), (128, 22), (242, 66), (30, 156), (128, 226), (226, 156)),
    pleats=(140,),
)
BANDANA = Shape(
    name="bandana",
    left=((128, 30), (60, 40), (0, 58), (6, 120), (60, 200), (108, 250), (128, 255)),
    anchors=((6, 56), (128, 32), (250, 56), (30, 140), (128, 222), (226, 140)),
    straps=False,
)
FOAM = Shape(
    name="foam",
    left=((128, 20), (92, 36), (56, 60), (4, 54), (2, 108), (20, 122), (46, 180), (92, 236), (128, 244)),
    anchors=((40, 62), (128, 22), (216, 62), (46, 168), (128, 242), (210, 168)),
    seam=True,
    straps=False,
)
SHAPES = (CUP, FLAT_FOLD, FLAT_FOLD, DUCKBILL, BANDANA, FOAM, FOAM)
VALVED = (CUP.name, FLAT_FOLD.name)
FOAM_COLOURS = ((30, 30, 33), (72, 74, 78), (110, 112, 116), (40, 84, 96), (36, 44, 78), (226, 168, 176))
PALE = np.array([232, 232, 228], np.float32)


def random_further_shape(rng: np.random.Generator) -> Template:
    """One of these; respirators are mostly white, and four in ten have a valve."""
    shape = SHAPES[rng.integers(len(SHAPES))]
    template = shape_template(shape, rng)
    if shape.name == FOAM.name and rng.random() < 0.8:
        return _plain(template, np.array(FOAM_COLOURS[rng.integers(len(FOAM_COLOURS))], np.float32))
    if shape.name not in VALVED:
        return template
    if rng.random() < 0.6:
        template = _plain(template, PALE)
    return _with_valve(template, rng) if rng.random() < 0.4 else template


def _plain(template: Template, colour: NDArray[np.float32]) -> Template:
    """The same mask in one colour; its light stays."""
    grey = cv2.cvtColor(template.rgba[..., :3], cv2.COLOR_RGB2GRAY).astype(np.float32)
    relief = np.clip(grey / max(float(np.median(grey)), 1.0), 0.6, 1.1)
    tinted = np.clip(colour * relief[..., None], 0, 255).astype(np.uint8)
    return replace(template, rgba=np.dstack([tinted, template.rgba[..., 3]]))


def _with_valve(template: Template, rng: np.random.Generator) -> Template:
    """A round valve with slots, beside or on the middle."""
    x, y = int(128 + rng.choice([-1, 0, 1]) * 42), int(rng.integers(120, 170))
    radius = int(rng.integers(17, 28))
    colour = random_colour(rng) if rng.random() < 0.5 else np.full(3, rng.choice([60, 215]), np.float32)
    picture = np.ascontiguousarray(template.rgba[..., :3])
    light, dark = (tuple(float(value) for value in colour * share) for share in (1, 0.7))
    cv2.circle(picture, (x, y), radius, dark, -1, cv2.LINE_AA)
    cv2.circle(picture, (x, y), radius - 3, light, -1, cv2.LINE_AA)
    for row in range(y - radius // 2, y + radius // 2 + 1, 7):
        cv2.line(picture, (x - radius // 2, row), (x + radius // 2, row), dark, 2, cv2.LINE_AA)
    return replace(template, rgba=np.dstack([picture, template.rgba[..., 3]]))
