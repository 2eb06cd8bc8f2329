"""Cut-out photographs of masks with the anchor points of MaskTheFace (Aqeel Anwar, MIT licence)."""

from configparser import ConfigParser
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import DataError
from training.masks.template import Template

# Seen from the front. The side views need the pose of the face, and the gas mask is seldom worn in the
# street.
FRONT_VIEWS = ("surgical", "surgical_blue", "surgical_green", "cloth", "N95", "KN95")
# Faces are 200 pixels wide: larger cut-outs would alias in the warp and cost time.
LONGEST_SIDE = 256


def load_cutouts(folder: Path) -> tuple[Template, ...]:
    """The front views that `folder/masks.cfg` describes; none where the folder has no such file.

    Raises `DataError` when a described picture is missing or unreadable.
    """
    described = ConfigParser()
    if not described.read(folder / "masks.cfg"):
        return ()
    return tuple(
        _load(name, folder, _anchors(described, name)) for name in FRONT_VIEWS if described.has_section(name)
    )


def _anchors(described: ConfigParser, name: str) -> NDArray[np.float32]:
    points = [described[name][f"mask_{letter}"].split(",") for letter in "abcdef"]
    return np.array(points, dtype=np.float32)


def _load(name: str, folder: Path, anchors: NDArray[np.float32]) -> Template:
    path = folder / f"{name}.png"
    bgra = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if bgra is None or bgra.ndim != 3 or bgra.shape[2] != 4:
        raise DataError(f"{path} is not a picture with transparency")
    scale = LONGEST_SIDE / max(bgra.shape[:2])
    rgba = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA)
    small = cv2.resize(rgba, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Template(name, small.astype(np.uint8), anchors * np.float32(scale))
