"""Going on in the middle of a file: by seeking, but only where the last frame that is there is met again.

No decoder promises where it lands, and files are damaged or lie about their index. So it lands a little
early, and reads on until the frame comes that was sampled last, at its own time. Where that one does not
come, whoever asked begins at the start of the file, as if nothing had been tried.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

import cv2

from imaging.video.pulse import Pulse
from imaging.video.wire import Progress

_EARLY: Final = 1.0  # seconds before the frame: what is counted in frames goes wrong where their rate changes
_FARTHEST: Final = 30.0  # a landing so far before it was no seeking, and reading on from there takes long
_SAME: Final = 0.0006  # seconds; times are kept to the millisecond


@dataclass(frozen=True, slots=True)
class Met:
    """The frame that was met: the file's clock at its first frame, and the frame's own time from there.

    Both are in seconds as the file has them: of a frame at the edge of a stretch, a time that was rounded
    would tell the stretch before.
    """

    first: float
    at: float


def meet_again(capture: cv2.VideoCapture, at: float) -> Generator[Progress, None, Met | None]:
    """Seek in a fresh capture to the frame `at` so many seconds from the first, and grab it.

    Yields signs of life while it reads on, and returns None where the frame was not met: the capture is of no
    use any more.
    """
    if not capture.grab():
        return None
    first, pulse = clock(capture), Pulse()
    capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * max(first + at - _EARLY, 0.0))
    while capture.grab():
        here = clock(capture) - first
        if abs(here - at) <= _SAME:
            return Met(first, here)
        if not at - _FARTHEST < here < at:
            return None
        if pulse.due():
            yield Progress(max(here, 0.0))
    return None


def clock(capture: cv2.VideoCapture) -> float:
    """The file's time of the frame that was grabbed, in seconds."""
    return float(capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000
