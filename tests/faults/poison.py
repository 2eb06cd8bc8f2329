"""Pictures over which a decoder dies, hangs or eats all memory: what a bug in one would do, by their size."""

import ctypes
import os
import signal
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

import imaging.decode
from tests.support.files import plain

Harm = Literal["crash", "hang", "memory"]
SIZES: dict[Harm, tuple[int, int]] = {"crash": (101, 103), "hang": (101, 107), "memory": (101, 109)}
MEGABYTES = 64


def poison(harm: Harm) -> bytes:
    """A sound PNG that does this to whoever decodes it in a system that is hurt."""
    return plain("PNG", SIZES[harm])


def install() -> None:
    """In the worker: let its decoder come to harm over such pictures."""
    decode = imaging.decode.decode
    harms = {size: harm for harm, size in SIZES.items()}

    def poisoned(data: bytes, **asked: Any) -> NDArray[np.uint8]:  # noqa: ANN401
        pixels = decode(data, **asked)
        harm = harms.get((pixels.shape[1], pixels.shape[0]))
        if harm is not None:
            _COMES[harm]()
        return pixels

    imaging.decode.decode = poisoned


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _hang() -> None:
    """In C, with the interpreter's lock: no thread of this process runs any more."""
    while True:
        ctypes.PyDLL(None).sleep(1000)


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(b"\1" * (MEGABYTES * 2**20))


_COMES: dict[Harm, Callable[[], None]] = {"crash": _crash, "hang": _hang, "memory": _eat}
