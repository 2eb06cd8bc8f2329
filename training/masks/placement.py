"""Where a mask sits on an aligned face, and how that differs from wearer to wearer."""

import cv2
import numpy as np
from numpy.typing import NDArray

FACE_SIZE = 200
# The aligned 200×200 faces of UTKFace: YuNet's medians over 400 of Training are eyes (59, 58) and (137, 59),
# nose (95, 100), corners of the mouth (63, 136) and (129, 137), each within 4 to 6 pixels; the box ends at
# row 197.
ON_FACE = np.array([[22, 88], [98, 76], [174, 88], [36, 152], [98, 194], [160, 152]], np.float32)
EARS = np.array([[4, 84], [194, 84]], np.float32)


def random_places(rng: np.random.Generator) -> NDArray[np.float32]:
    """Six (x, y) float32 targets on a 200×200 face: shifted, scaled, turned, each a little off by itself."""
    angle, (stretch_x, stretch_y) = np.deg2rad(rng.normal(0, 3)), rng.normal(1, 0.05, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    centre = ON_FACE.mean(axis=0)
    places = ((ON_FACE - centre) * (stretch_x, stretch_y)) @ turn.T + centre
    places += np.array([rng.normal(0, 3), _height(rng)])
    places += rng.normal(0, 1.5, ON_FACE.shape)
    return np.asarray(np.clip(places, (-30, 70), (230, 235)), dtype=np.float32)


def random_wider_places(rng: np.random.Generator) -> NDArray[np.float32]:
    """As `random_places`, also high up, under the nose, on the chin alone, narrow and wide."""
    places, kind = random_places(rng), rng.random()
    centre = places.mean(axis=0)
    places = (places - centre) * (rng.normal(1.04, 0.07), rng.normal(1, 0.07)) + centre
    if kind < 0.1:
        places[:, 1] += rng.uniform(16, 34)  # under the nose
    elif kind < 0.15:
        places[:, 1] += rng.uniform(40, 64)  # on the chin alone
    elif kind < 0.25:
        places[:, 1] -= rng.uniform(5, 13)  # up to the lower lids
    places[[1, 4], 0] += rng.normal(0, 4)  # faces are turned a little
    return np.asarray(np.clip(places, (-40, 62), (240, 290)), dtype=np.float32)


def _height(rng: np.random.Generator) -> float:
    """Shift downwards in pixels: one in twelve wears it under the nose or nearly so."""
    return float(rng.uniform(12, 34) if rng.random() < 1 / 12 else rng.normal(1, 4))


def warp_of(anchors: NDArray[np.float32], places: NDArray[np.float32]) -> NDArray[np.float64]:
    """The 3×3 homography that takes six anchors nearest to six places (least squares, as in MaskTheFace)."""
    matrix, _ = cv2.findHomography(anchors, places)
    return np.asarray(matrix, dtype=np.float64)
