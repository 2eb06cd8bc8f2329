"""What the decoding process says to its parent: messages of a kind, a length and a content, over one pipe."""

import json
import math
import os
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

_HEAD: Final = struct.Struct(">cI")
_FRAME: Final = struct.Struct(">Id")
MAX_MESSAGE: Final = 64 * 2**20  # the parent believes nothing longer: the decoder may have been taken over
MAX_JPEG: Final = MAX_MESSAGE - _FRAME.size  # of one frame
_MAX_SECONDS: Final = 1e10  # what `promised_seconds` can come to


@dataclass(frozen=True, slots=True)
class About:
    """What the header promises: pixels, upright, and `seconds` where it says how long the video is."""

    width: int
    height: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Frame:
    """One sampled frame: its number from 0, its time in seconds from the first, an upright JPEG."""

    index: int
    at: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life: decoding has come to this second."""

    at: float


@dataclass(frozen=True, slots=True)
class End:
    """The last message; with a `code` where it is not the video's end."""

    code: str = ""
    detail: str = ""


Message = About | Frame | Progress | End
_LETTERS: Final = {About: b"A", Progress: b"P", End: b"E"}


class BadMessage(Exception):
    """What came over the pipe is none of these."""


def send(pipe: int, message: Message) -> None:
    """Write a message to a pipe, whole."""
    if isinstance(message, Frame):
        kind, body = b"F", _FRAME.pack(message.index, message.at) + message.jpeg
    else:
        kind, body = _LETTERS[type(message)], json.dumps(asdict(message)).encode()
    rest = memoryview(_HEAD.pack(kind, len(body)) + body)
    while rest:
        rest = rest[os.write(pipe, rest) :]


class Receiver:
    """Puts together what comes in pieces."""

    def __init__(self) -> None:
        self._received = bytearray()

    def messages(self, piece: bytes) -> Iterator[Message]:
        """The messages that are whole with this piece. Raises `BadMessage`."""
        self._received += piece
        while len(self._received) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._received)
            if length > MAX_MESSAGE:
                raise BadMessage(f"{length} bytes")
            if len(self._received) < _HEAD.size + length:
                return
            body = bytes(self._received[_HEAD.size : _HEAD.size + length])
            del self._received[: _HEAD.size + length]
            yield _read(kind, body)


def _read(kind: bytes, body: bytes) -> Message:
    """A message, of which every field has its type: the decoder may have been taken over."""
    try:
        if kind == b"F":
            index, at = _FRAME.unpack_from(body)
            return Frame(index, _seconds(at), body[_FRAME.size :])
        said = json.loads(body)
        match kind:
            case b"A":
                seconds = said["seconds"]
                length = None if seconds is None else _seconds(seconds)
                return About(_size(said["width"]), _size(said["height"]), length)
            case b"P":
                return Progress(_seconds(said["at"]))
            case b"E":
                return End(str(said["code"])[:40], str(said["detail"])[:500])
    except (KeyError, TypeError, ValueError, OverflowError, struct.error, RecursionError) as error:
        raise BadMessage(str(error)) from None
    raise BadMessage(f"kind {kind!r}")


def _size(said: object) -> int:
    if type(said) is not int or not 0 <= said < 2**31:
        raise ValueError("no number of pixels")
    return said


def _seconds(said: object) -> float:
    if not isinstance(said, int | float) or not math.isfinite(said) or not 0 <= said <= _MAX_SECONDS:
        raise ValueError("no time")
    return float(said)
