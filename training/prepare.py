"""What may happen to a picture between decoding and the network's input."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Prepare(Protocol):
    """Changes one picture; `key` names all that decides how, so that prepared arrays can be kept."""

    @property
    def key(self) -> str:
        """Different for every preparation that gives other pixels."""
        ...

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """H×W×3 RGB uint8 to the same kind, of any size."""
        ...
