"""Files to send: many small pictures that differ, and files that cannot be taken."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np


def write_noise(folder: Path, count: int) -> list[Path]:
    """Write `count` small JPEGs, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    paths = [folder / f"noise-{number:04d}.jpg" for number in range(count)]
    for path in paths:
        pixels = random.integers(0, 256, (24, 24, 3), np.uint8)
        path.write_bytes(cv2.imencode(".jpg", pixels)[1].tobytes())
    return paths


def undecodable_png() -> bytes:
    """A PNG whose frame is in order and whose pixels are nonsense: it is accepted, and fails later."""
    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", b"these are no pixels"), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
