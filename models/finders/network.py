"""Our own finder: a first look at every picture, closer ones where faces may be too small for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.classifier import LITERT
from models.errors import EngineFailure
from models.finders.architecture import NUMBERS, STRIDES
from models.finders.card import FinderCard
from models.finders.decode import OVERLAP, Faces, decoded
from models.finders.engines import GridEngine
from models.finders.letterbox import letterboxed
from models.finders.overlap import kept
from models.finders.protocol import FoundFace, found
from models.finders.selftest import check
from models.selftest import passes

# Pixels of the longest side in each look, and of the picture from which on it is taken: a picture is enlarged
# by 2.5 at most, as in training.
LOOKS = ((256, 0), (640, 250), (1280, 800))
HINT = 0.4  # a score from which on something small is worth a closer look
SMALL = 40.0  # pixels of its longer side, in a look: below, a closer one sees it better
TWICE = 2 * SMALL  # from which on a find of a closer look is left to the look before, which sees it whole
LARGE = 800  # pixels of the longest side of pictures whose faces may be too small even for a hint


@dataclass(frozen=True, slots=True)
class NetworkFinder:
    """Finds faces with a network that passed its self-test. Not for several threads at once.

    `engine_name` runs it, `engine_reason` says why better engines do not.
    """

    engine: GridEngine
    engine_name: str
    card: FinderCard
    engine_reason: str = ""

    @property
    def version(self) -> str:
        """The artefact's name."""
        return self.card.version

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """The faces of H×W×3 RGB uint8, largest first. Raises `EngineFailure` for answers that are none."""
        return found(self.every(picture, self.card.threshold))

    def passes_self_test(self) -> bool:
        """Whether the engine still answers as its card says."""
        return passes(lambda: check(self.engine, self.card.selftest, int8=self.engine_name == LITERT))

    def every(self, picture: NDArray[np.uint8], threshold: float) -> Faces:
        """N×15 float32 in pixels of the picture, scores of at least `threshold` (0 to 1)."""
        longest, looks, before = max(picture.shape[:2]), list[Faces](), 0.0
        for look, least in LOOKS:
            if longest < least:
                break
            seen = self._look(picture, look, min(threshold, HINT))
            seen = seen[_longest(seen) * before < TWICE]
            before = look / longest
            looks.append(seen[seen[:, 14] >= threshold])
            if not (self._blind(longest, looks) or self._hinted(seen, before)):
                break
        if len(looks) == 1:
            return looks[0]
        faces = np.concatenate(looks)
        return faces[kept(faces[:, :4], faces[:, 14], OVERLAP)]

    def _blind(self, longest: int, looks: Sequence[Faces]) -> bool:
        """Whether faces may be there that were too small for all looks so far, a hint too."""
        nobody = not any((seen[:, 14] >= self.card.threshold).any() for seen in looks)
        return longest >= LARGE and (nobody or len(looks) == 1)

    def _hinted(self, seen: Faces, scale: float) -> bool:
        """Whether something small is seen or half seen that is no part of a large find.

        `scale` is this look's.
        """
        small = _longest(seen) * scale < SMALL
        hints = seen[small & (seen[:, 14] >= HINT)]
        large = seen[~small & (seen[:, 14] >= self.card.threshold)]
        return not _within(hints[:, :2] + hints[:, 2:4] / 2, large).all()

    def _look(self, picture: NDArray[np.uint8], longest: int, threshold: float) -> Faces:
        fitted = letterboxed(picture, longest)
        grids = self.engine.grids(fitted.pixels)
        if len(grids) != len(STRIDES) or any(grid.shape[2:] != (NUMBERS,) for grid in grids):
            shapes = [grid.shape for grid in grids]
            raise EngineFailure(f"the face finder {self.version} gave grids of the shapes {shapes}")
        if not np.isfinite(sum(float(grid.sum()) for grid in grids)):
            raise EngineFailure(f"the face finder {self.version} gave numbers that are none")
        faces = decoded(grids, threshold)
        if not np.isfinite(faces).all():
            raise EngineFailure(f"the face finder {self.version} gave numbers beyond all pictures")
        faces[:, :14] /= np.tile(fitted.scale, 7)
        return faces


def _longest(faces: Faces) -> NDArray[np.float32]:
    """The longer side of each."""
    return np.asarray(faces[:, 2:4].max(axis=1, initial=0.0), np.float32)


def _within(points: NDArray[np.floating[Any]], faces: Faces) -> NDArray[np.bool_]:
    """Which of N×2 points lie in the box of any face."""
    away = points[:, None] - faces[None, :, :2]
    inside = np.all((away >= 0) & (away <= faces[None, :, 2:4]), axis=2)
    return np.asarray(np.any(inside, axis=1), np.bool_)
