"""Which square of a picture is kept for learning, and where the face is in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from models.preprocess import face_input
from training.faces import FaceFinder
from training.prepare import Prepare

Picture = NDArray[np.uint8]
# Centre x, y and longest side of the face, in shares of the square's side.
Place = tuple[float, float, float]
View = tuple[Picture, Place]

VIEW_SIZE = 160
WHOLE: Place = (0.5, 0.5, 1.0)  # where no face is found, the whole square is taken for one, as in serving
ALIGNED: Place = (0.49, 0.51, 0.97)  # of UTKFace's pictures; medians of what YuNet finds there
WIDEST = 2.6  # longest sides of the face's box that are kept


class Framer(Protocol):
    """Cuts views (160×160×3 RGB uint8) out of a picture; `key` names all that decides how."""

    @property
    def key(self) -> str:
        """Different for every framer that gives other views."""
        ...

    def __call__(self, picture: Picture, path: Path) -> list[View]:
        """The views of one picture (H×W×3 RGB uint8): one, or one a face."""
        ...


@dataclass(frozen=True, slots=True)
class AlignedFace:
    """The whole of an aligned picture, changed by `prepare`: the face's place is known."""

    prepare: Prepare | None = None

    @property
    def key(self) -> str:
        """Named after the preparation."""
        return f"aligned {ALIGNED} {self.prepare.key if self.prepare else ''}"

    def __call__(self, picture: Picture, path: Path) -> list[View]:
        """One view."""
        changed = self.prepare(picture, path) if self.prepare else picture
        return [(face_input(changed, VIEW_SIZE), ALIGNED)]


@dataclass(frozen=True, slots=True)
class LargestFace:
    """Up to 2.6 boxes around the largest face; the central square where there is none, or no finder.

    The face is found before `prepare` changes the picture: what it draws may hide it from the finder.
    """

    finder: FaceFinder | None
    prepare: Prepare | None = None

    @property
    def key(self) -> str:
        """Named after the finder and the preparation."""
        found_by = self.finder.key if self.finder else "nothing"
        return f"largest {WIDEST} {found_by} {self.prepare.key if self.prepare else ''}"

    def __call__(self, picture: Picture, path: Path) -> list[View]:
        """One view."""
        face = self.finder.largest(picture) if self.finder else None
        changed = self.prepare(picture, path) if self.prepare else picture
        if face is None:
            return [(face_input(changed, VIEW_SIZE), WHOLE)]
        return [about(changed, face)]


@dataclass(frozen=True, slots=True)
class WholePicture:
    """The central square as it is, which is what serving sees without a face finder."""

    @property
    def key(self) -> str:
        """The same for all."""
        return "whole"

    def __call__(self, picture: Picture, path: Path) -> list[View]:
        """One view."""
        return [(face_input(picture, VIEW_SIZE), WHOLE)]


@dataclass(frozen=True, slots=True)
class EveryFace:
    """A view of each face whose box is at least `least` pixels wide."""

    finder: FaceFinder
    least: int = 36

    @property
    def key(self) -> str:
        """Named after the finder and the least width."""
        return f"every {WIDEST} {self.least} {self.finder.key}"

    def __call__(self, picture: Picture, path: Path) -> list[View]:
        """None, one or several views."""
        return [about(picture, face) for face in self.finder.every(picture) if face[2] >= self.least]


def about(picture: Picture, face: NDArray[np.float32]) -> View:
    """The square of up to 2.6 boxes about a face, moved inside the picture, no larger than it."""
    height, width = picture.shape[:2]
    longest = float(max(face[2], face[3]))
    x, y = float(face[0] + face[2] / 2), float(face[1] + face[3] / 2)
    side = max(8, min(height, width, round(WIDEST * longest)))
    left = int(np.clip(x - side / 2, 0, max(0, width - side)))
    top = int(np.clip(y - side / 2, 0, max(0, height - side)))
    square = picture[top : top + side, left : left + side]
    shrink = side > VIEW_SIZE
    kept = cv2.resize(
        square, (VIEW_SIZE, VIEW_SIZE), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR
    )
    place = ((x - left) / side, (y - top) / side, longest / side)
    return kept.astype(np.uint8, copy=False), place
