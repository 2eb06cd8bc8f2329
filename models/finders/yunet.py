"""A user's YuNet file through OpenCV: Wu, Peng and Yu, YuNet, Machine Intelligence Research 2023."""

from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import NoUsableArtefact
from models.finders.decode import Faces
from models.finders.protocol import FoundFace, found

THRESHOLD = 0.6
LONGEST = 640  # of a picture's sides; larger ones are reduced, for time grows with the pixels


class YuNetFinder:
    """YuNet behind the finders' interface. Not for several threads at once."""

    engine_reason = ""  # OpenCV is the only one

    def __init__(self, file: Path, threshold: float = THRESHOLD) -> None:
        """Raises `NoUsableArtefact` where `file` is no network that OpenCV's FaceDetectorYN can run."""
        self.file = file
        try:
            self.key = sha256(file.read_bytes()).hexdigest()
            self._detector = cv2.FaceDetectorYN.create(str(file), "", (320, 320), threshold)
            self.every(np.zeros((32, 32, 3), np.uint8))
        except (OSError, cv2.error) as wrong:
            raise NoUsableArtefact([f"{file} is no face detector: {_first_line(wrong)}"]) from wrong

    @property
    def version(self) -> str:
        """Named after the file's bytes: there are several YuNets."""
        return f"yunet-{self.key[:8]}"

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """The faces of H×W×3 RGB uint8, largest first."""
        return found(self.scaled(picture))

    def passes_self_test(self) -> bool:
        """A user's own file comes without golden answers."""
        return True

    def scaled(self, picture: NDArray[np.uint8]) -> Faces:
        """As `every`; a large picture is reduced for the search, the numbers are in its own pixels."""
        height, width = picture.shape[:2]
        ratio = LONGEST / max(height, width)
        if ratio >= 1:
            return self.every(picture)
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        faces = self.every(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8))
        faces[:, :14] *= np.tile([width / size[0], height / size[1]], 7)
        return faces

    def every(self, picture: NDArray[np.uint8]) -> Faces:
        """N×15 float32 of H×W×3 RGB uint8, searched at its own size: box, landmarks, score, in pixels."""
        height, width = picture.shape[:2]
        self._detector.setInputSize((width, height))
        faces: cv2.typing.MatLike | None = self._detector.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
        return np.empty((0, 15), np.float32) if faces is None else np.asarray(faces, np.float32)


def _first_line(wrong: Exception) -> str:
    return str(wrong).strip().splitlines()[0] if str(wrong).strip() else type(wrong).__name__
