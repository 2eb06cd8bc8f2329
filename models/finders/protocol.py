"""What every face finder gives, whatever network is behind it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FoundFace:
    """One face, in pixels of the picture that was searched.

    `box` is left, top, width and height, and may reach beyond the picture's edges; `score` is from 0 to 1;
    `landmarks` is 5×2 float32, x and y of the eyes, the nose and the corners of the mouth, each pair from
    the left of the picture (under a mask the last three are guesses).
    """

    box: tuple[float, float, float, float]
    score: float
    landmarks: NDArray[np.float32]


class FaceFinder(Protocol):
    """Finds faces in pictures of any size. Not for several threads at once."""

    @property
    def version(self) -> str:
        """Names the finder where its results are told."""
        ...

    @property
    def engine_reason(self) -> str:
        """Why better engines do not run it; empty where the first choice does."""
        ...

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """The faces of H×W×3 RGB uint8 that reach the working threshold, largest first; none is no error."""
        ...

    def passes_self_test(self) -> bool:
        """Whether it still answers as it did when it was loaded, as far as that can be asked."""
        ...


def found(faces: NDArray[np.float32]) -> list[FoundFace]:
    """N×15 (left, top, width, height, five landmarks, score) as faces, the largest first."""
    order = np.argsort(-faces[:, 2] * faces[:, 3], kind="stable")
    return [
        FoundFace(
            (float(row[0]), float(row[1]), float(row[2]), float(row[3])),
            float(row[14]),
            row[4:14].reshape(5, 2).copy(),
        )
        for row in faces[order]
    ]
