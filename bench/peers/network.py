"""The one network of all peers: Browline's own classifier, decoder and crop, without its database.

Only `models` and `imaging` are imported, so that it runs in the peers' own virtual environment. LiteRT takes
one thread a process, as in Browline's workers, and every peer has as many processes as there are cores.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from imaging.decode import decode
from models.preprocess import INPUT_SIZE, face_input
from models.registry import load

Answer = dict[str, str | float]


def classifier() -> Callable[[Sequence[bytes]], list[Answer]]:
    """Load the default artefact; what is returned takes JPEGs of one face each and answers in their order."""
    cv2.setNumThreads(1)
    network = load()

    def classify(images: Sequence[bytes]) -> list[Answer]:
        faces = np.stack([face_input(decode(image, min_side=INPUT_SIZE)) for image in images])
        return [
            {"label": said.label, "confidence": said.confidence, "model": network.version}
            for said in network.classify(faces)
        ]

    return classify
