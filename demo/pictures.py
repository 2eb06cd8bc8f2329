"""Drawn pictures as files and frames: portraits, folders of them, scenes and a camera for the browser."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.faces import draw_face
from demo.scenes import draw_scene

_SWAY = 4.0  # pixels that the camera's picture moves about
_DRAWN = 1280  # pixels of the longest side that are drawn
_GRAIN, _TILE = 4.0, 512  # grey levels and pixels


def jpeg(seed: int, size: int = 200, quality: int = 90) -> bytes:
    """Return the portrait of `seed` as a JPEG of size × size pixels."""
    return _encode(draw_face(seed, size), quality)


def write_folder(folder: Path, count: int, size: int = 200, first_seed: int = 0) -> list[Path]:
    """Write `count` portraits, face-00001.jpg and on, into `folder`, made if needed; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"face-{number:05d}.jpg" for number in range(1, count + 1)]
    for seed, path in enumerate(paths, start=first_seed):
        path.write_bytes(jpeg(seed, size))
    return paths


def scene(seed: int, width: int = 1280, height: int = 720, faces: int = 1) -> NDArray[np.uint8]:
    """Return a webcam-like frame, height × width × 3 RGB uint8: a room with `faces` masked people in it."""
    return draw_scene(seed, width, height, faces)


def photo(seed: int, width: int, height: int, faces: int = 1, quality: int = 90) -> bytes:
    """Return a JPEG of that size, a room with `faces` masked people: as heavy as a camera's, quickly made.

    Large ones are drawn smaller and enlarged; the grain that is laid over them gives the file its bytes.
    """
    shrink = max(1.0, max(width, height) / _DRAWN)
    drawn = draw_scene(seed, round(width / shrink), round(height / shrink), faces)
    large = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_CUBIC)
    tile = np.random.default_rng(seed).normal(0, _GRAIN, (_TILE, _TILE, 3)).astype(np.int8)
    grain = np.tile(tile, (height // _TILE + 1, width // _TILE + 1, 1))[:height, :width]
    return _encode(np.clip(large.astype(np.int16) + grain, 0, 255).astype(np.uint8), quality)


def write_fake_camera(path: Path, frames: int = 30, width: int = 640, height: int = 480) -> None:
    """Write a film of one person for Chromium's `--use-file-for-fake-video-capture`.

    `path` has to end in .mjpeg: Chromium goes by it. The film is JPEG frames one after the other; the picture
    sways in a closed loop, so that its endless repetition has no jump.
    """
    still = draw_scene(1, width, height, 1, grain=1.0)
    turns = np.linspace(0, 2 * np.pi, frames, endpoint=False)
    path.write_bytes(b"".join(_encode(_moved(still, turn), 85) for turn in turns))


def _moved(still: NDArray[np.uint8], turn: float) -> NDArray[np.uint8]:
    shift = np.array(((1, 0, _SWAY * np.sin(turn)), (0, 1, _SWAY / 2 * np.sin(2 * turn))), np.float32)
    height, width = still.shape[:2]
    return np.asarray(cv2.warpAffine(still, shift, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _encode(pixels: NDArray[np.uint8], quality: int) -> bytes:
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()
