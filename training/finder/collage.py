"""Frames put together: faces pasted on backgrounds, several photographs side by side, and no face at all."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.overlap import overlaps
from training.finder.crops import Shape, crop, ground_of
from training.finder.frame import Frame, moved, settled
from training.finder.grounds import NOTHING
from training.finder.pool import Pictured, Pool
from training.finder.textures import colour
from training.finder.things import THINGS

SMALLEST, LARGEST = 9.0, 0.9  # of a pasted face's longest side: pixels, and share of the frame's shorter side
WIDER = (1.25, 2.6)  # boxes of what is pasted about a face
TURN = 15.0  # degrees, standard deviation
COVERED = 0.1  # overlap of two pasted faces at most
DECOYS = 0.5  # share of collages with something pasted likewise that is no face


def empty(shape: Shape, grounds: Pool, rng: np.random.Generator) -> Frame:
    """A background, often with parts of others pasted on it as faces are, and with things."""
    pixels = ground_of(grounds, shape, rng)
    for _ in range(int(rng.integers(0, 5))):
        pixels = _decoy(pixels, grounds, rng)
    for _ in range(int(rng.integers(0, 5))):
        THINGS[int(rng.integers(len(THINGS)))](pixels, rng, colour)
    return Frame(pixels, NOTHING, NOTHING)


def collage(photos: Pool, shape: Shape, grounds: Pool, rng: np.random.Generator) -> Frame:
    """One to six faces of photographs with one face each, with soft edges, on a background."""
    pixels, faces = ground_of(grounds, shape, rng), NOTHING
    if rng.random() < DECOYS:
        pixels = _decoy(pixels, grounds, rng)
    for _ in range(int(rng.integers(1, 7))):
        photo = photos[int(rng.integers(len(photos)))]
        if len(photo.faces) + len(photo.doubts) > 1:
            continue
        matrix = _placed(photo.faces[0], shape, rng)
        there = moved(photo.faces, matrix)
        if len(faces) and overlaps(there[:, :4], faces[:, :4]).max() > COVERED:
            continue
        cover = _soft(photo, rng)
        pixels, hidden = _pasted(pixels, photo.pixels, cover, matrix)
        faces = np.concatenate([faces[_seen(faces, hidden)], there])
    return Frame(pixels, faces, NOTHING)


def mosaic(photos: Pool, shape: Shape, grounds: Pool, rng: np.random.Generator) -> Frame:
    """Two or four crops side by side: many small faces in their own surroundings."""
    height, width = shape
    row, column = int(height * rng.uniform(0.3, 0.7)), int(width * rng.uniform(0.3, 0.7))
    rows = [(0, row), (row, height)] if rng.random() < 0.7 else [(0, height)]
    pixels, faces, doubts = np.empty((height, width, 3), np.uint8), [NOTHING], [NOTHING]
    for top, low in rows:
        for left, right in ((0, column), (column, width)):
            photo = photos[int(rng.integers(len(photos)))]
            part = settled(crop(photo, (low - top, right - left), grounds, rng))
            pixels[top:low, left:right] = part.pixels
            shift = np.array([[1.0, 0, left], [0, 1, top]])
            faces.append(moved(part.faces, shift))
            doubts.append(moved(part.doubts, shift))
    return Frame(pixels, np.concatenate(faces), np.concatenate(doubts))


def _placed(face: NDArray[np.float32], shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    """A matrix that turns and scales the face and puts its centre anywhere in the frame."""
    size = np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST * min(shape))))
    scale, angle = size / float(max(face[2:4])), np.deg2rad(rng.normal(0, TURN))
    turn = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    place = rng.uniform(0, 1, 2) * shape[::-1]
    return np.hstack([turn, (place - turn @ (face[:2] + face[2:4] / 2))[:, None]])


def _soft(photo: Pictured, rng: np.random.Generator) -> NDArray[np.float32]:
    """What of the photograph is pasted, 0 to 1: an oval or a box about the face, softly ended."""
    height, width = photo.pixels.shape[:2]
    left, top, wide, high = photo.faces[0, :4]
    wider, higher = rng.uniform(*WIDER, 2)
    rows = (np.arange(height, dtype=np.float32) - (top + high / 2)) / (high * higher / 2)
    columns = (np.arange(width, dtype=np.float32) - (left + wide / 2)) / (wide * wider / 2)
    power = 2.0 if rng.random() < 0.6 else 6.0
    away = np.abs(rows)[:, None] ** power + np.abs(columns)[None] ** power
    return np.asarray(np.clip((1 - away) * rng.uniform(3, 20), 0, 1), np.float32)


def _pasted(
    pixels: NDArray[np.uint8],
    source: NDArray[np.uint8],
    cover: NDArray[np.float32],
    matrix: NDArray[np.float64],
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The frame with the source laid over it, and how far each of its pixels is covered now."""
    size = pixels.shape[1::-1]
    times = max(1, int(1 / float(np.hypot(matrix[0, 0], matrix[1, 0]))))
    if times > 1:
        small = (max(1, source.shape[1] // times), max(1, source.shape[0] // times))
        matrix = matrix.copy()
        matrix[:, :2] *= (source.shape[1] / small[0], source.shape[0] / small[1])
        source = np.asarray(cv2.resize(source, small, interpolation=cv2.INTER_AREA), np.uint8)
        cover = np.asarray(cv2.resize(cover, small, interpolation=cv2.INTER_AREA), np.float32)
    laid = cv2.warpAffine(source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    hidden = np.asarray(cv2.warpAffine(cover, matrix, size, flags=cv2.INTER_LINEAR), np.float32)
    mixed = pixels + (laid.astype(np.float32) - pixels) * hidden[..., None]
    return mixed.astype(np.uint8), hidden


def _seen(faces: NDArray[np.float32], hidden: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which faces a later one does not hide."""
    height, width = hidden.shape
    columns = np.clip(faces[:, 0] + faces[:, 2] / 2, 0, width - 1).astype(int)
    rows = np.clip(faces[:, 1] + faces[:, 3] / 2, 0, height - 1).astype(int)
    return np.asarray(hidden[rows, columns] < 0.5)


def _decoy(pixels: NDArray[np.uint8], grounds: Pool, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A part of another background, pasted as a face would be: soft edges make no face."""
    part = ground_of(grounds, (96, 96), rng)
    box = np.array([[18, 18, 60, 60, *([48] * 10), 1]], np.float32)
    cover = _soft(Pictured(part, box, NOTHING), rng)
    return _pasted(pixels, part, cover, _placed(box[0], pixels.shape[:2], rng))[0]
