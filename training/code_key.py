"""One name for the code that decides pixels, so that no array is taken from disk that older code made."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import cv2

import imaging
import models
import training

# From bytes to upright pixels, from pixels to the network's input, and what training does in between.
IMAGING = ("alpha", "decode", "exif", "face_square", "kinds", "orient")
MODELS = ("landmarks", "preprocess")
TRAINING = ("alignment", "faces", "framers", "framing", "paint", "variations")
MASKS = "masks/*.py"


def code_files() -> list[Path]:
    """Every file of code that a prepared pixel depends on, in a fixed order.

    Read and not imported, so that a module among them may ask for the digest.
    """
    named = ((imaging, IMAGING), (models, MODELS), (training, TRAINING))
    files = [_folder(package.__file__) / f"{name}.py" for package, names in named for name in names]
    return [*files, *sorted(_folder(training.__file__).glob(MASKS))]


@cache
def code_digest() -> str:
    """Of the code that runs: asked once, since files that change later change nothing in this process."""
    return digest_of(code_files(), cv2.__version__)


def digest_of(files: Sequence[Path], opencv: str) -> str:
    """Of names, contents and the version of OpenCV, which rounds otherwise from one to the next."""
    digest = sha256(opencv.encode())
    for file in files:
        digest.update(f"\0{file.parent.name}/{file.name}\0".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _folder(module: str | None) -> Path:
    if module is None:
        raise RuntimeError("a package without a file has no folder of code")
    return Path(module).parent
