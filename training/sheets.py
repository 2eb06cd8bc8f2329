"""Contact sheets: many small pictures in one, to look at what is learnt from."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from training.errors import DataError

Picture = NDArray[np.uint8]

PAPER, INK = (255, 255, 255), (40, 40, 40)
TITLE_SHARE = 0.16  # of a picture's side is the line above it
COLUMNS, SIDE = 8, 160


def contact_sheet(
    pictures: Sequence[Picture], columns: int, side: int, titles: Sequence[str] | None = None
) -> Picture:
    """All pictures (H×W×3 RGB uint8 of any size) as squares of `side` pixels, row by row: RGB uint8.

    Each keeps its aspect ratio, on white paper; `titles`, one each, stand above them. No picture at all gives
    one empty row.
    """
    cells = [_fitted(picture, side) for picture in pictures]
    if titles is not None:
        cells = [np.vstack([_title(words, side), cell]) for words, cell in zip(titles, cells, strict=True)]
    blank = np.full_like(cells[0] if cells else np.empty((side, side, 3), np.uint8), 255)
    cells += [blank] * (-len(cells) % columns or (0 if cells else columns))
    rows = [np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    return np.vstack(rows)


def save_sheet(titled: Sequence[tuple[Path, str]], file: Path) -> None:
    """Writes a sheet of picture files and their titles as a PNG. Raises `DataError` for an unreadable one."""
    pictures = [read_picture(path) for path, _ in titled]
    file.write_bytes(as_png(contact_sheet(pictures, COLUMNS, SIDE, [title for _, title in titled])))


def as_png(picture: Picture) -> bytes:
    """H×W×3 RGB uint8 as a file's content."""
    return cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes()


def read_picture(path: Path) -> Picture:
    """H×W×3 RGB uint8. Raises `DataError` for what is no picture."""
    try:
        return decode(path.read_bytes())
    except (ImageError, OSError) as wrong:
        raise DataError(f"{path} cannot be read as a picture: {wrong}") from wrong


def _fitted(picture: Picture, side: int) -> Picture:
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    cell = np.full((side, side, 3), PAPER, np.uint8)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    cell[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=way)
    return cell


def _title(words: str, side: int) -> Picture:
    high = max(8, round(TITLE_SHARE * side))
    strip = np.full((high, side, 3), PAPER, np.uint8)
    cv2.putText(
        strip, words, (2, round(0.75 * high)), cv2.FONT_HERSHEY_SIMPLEX, high / 45, INK, 1, cv2.LINE_AA
    )
    return strip
