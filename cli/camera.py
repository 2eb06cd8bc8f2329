"""A camera's stream by its address: frames as they come, connected again whenever it breaks off."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

from imaging.video.failures import VideoFailed
from imaging.video.limits import VideoLimits
from imaging.video.sampling import sample
from imaging.video.source import Order
from imaging.video.wire import About, Frame

SCHEMES = {"rtsp", "rtsps", "http", "https"}
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before it is tried again, doubled each time
_TICK = 0.1


def public_name(address: str) -> str:
    """The address without what may be secret in it: user, password, query and fragment.

    Raises `ValueError` with a sentence that does not repeat the address where it is none.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("this is not the address of a camera.") from None
    if parts.scheme not in SCHEMES or not host:
        raise ValueError(
            f"the address of a camera begins with {', '.join(sorted(SCHEMES))} and names a host."
        )
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}{f':{port}' if port else ''}{parts.path}"


def camera_frames(
    address: str,
    every: float,
    limits: VideoLimits,
    stopped: Callable[[], bool],
    tell: Callable[[str], None],
) -> Iterator[Frame | None]:
    """Frames until `stopped`, and None while nothing comes; `tell` hears why it connects again.

    A frame that has waited longer than `every` seconds for its turn is left out: what is now matters.
    """
    pause = FIRST_PAUSE
    while not stopped():
        reason = "the stream has ended"
        try:
            for heard in _connected(address, every, limits):
                if stopped():
                    return
                if isinstance(heard, Frame):
                    pause = FIRST_PAUSE
                yield heard
        except VideoFailed as failure:
            reason = failure.detail.rstrip(".")
        tell(f"{reason}; trying again in {pause:g} s.")
        yield from _wait(pause, stopped)
        pause = min(2 * pause, LONGEST_PAUSE)


def _connected(address: str, every: float, limits: VideoLimits) -> Iterator[Frame | None]:
    with closing(sample(Order(address, every, limits, live=True))) as stream:
        began = time.monotonic()
        for heard in stream:
            if isinstance(heard, About):
                began = time.monotonic()
            late = isinstance(heard, Frame) and time.monotonic() - began - heard.at > max(every, 1.0)
            yield heard if isinstance(heard, Frame) and not late else None


def _wait(seconds: float, stopped: Callable[[], bool]) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopped():
        time.sleep(_TICK)
        yield None
