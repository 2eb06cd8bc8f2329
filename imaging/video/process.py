"""The decoding process (`python -m imaging.video.process`): bound by the kernel before it opens anything.

It reads its order as JSON from standard input, so that an address with a password is in no list of processes,
and writes messages to standard output. It can write no file, grow over its memory or outlive its parent.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Final

from imaging.video.limits import VideoLimits
from imaging.video.source import Order
from imaging.video.wire import send

_PR_SET_PDEATHSIG: Final = 1
_OPEN_FILES: Final = 64
_FILE_OPTIONS: Final = "format_whitelist;mov,matroska|protocol_whitelist;file"
# What cameras send. No playlists, which would lead the decoder to other addresses of the network.
_LIVE_FORMATS: Final = "rtsp,sdp,rtp,mpjpeg,mjpeg,mpegts,flv,mov,matroska,h264,hevc"
_LIVE_OPTIONS: Final = (
    f"rtsp_transport;tcp|format_whitelist;{_LIVE_FORMATS}"
    "|protocol_whitelist;http,https,tcp,tls,crypto,rtp,udp,rtsp,srtp"
)


def main() -> None:
    """Do what standard input asks for."""
    asked = json.loads(sys.stdin.readline())
    _die_with(asked.pop("parent"))
    order = Order(**(asked | {"limits": VideoLimits(**asked["limits"])}))
    pipe = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not come between the messages
    _confine(order)
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = _LIVE_OPTIONS if order.live else _FILE_OPTIONS
    from imaging.video.decoder import messages  # noqa: PLC0415 - OpenCV only inside the bounds

    with suppress(BrokenPipeError):
        for message in messages(order):
            send(pipe, message)


def _die_with(parent: int) -> None:
    """End with the process that asked; it may have ended already, and may well be number 1 in a container."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _confine(order: Order) -> None:
    os.nice(5)  # a snapshot is more urgent than the next frame of a film
    bounds = {
        resource.RLIMIT_AS: order.limits.memory_bytes,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if not order.live:
        bounds[resource.RLIMIT_CPU] = int(order.limits.wall_seconds) + 1
    for bound, most in bounds.items():
        _, allowed = resource.getrlimit(bound)
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        with suppress(ValueError, OSError):  # macOS knows no bound of the address space
            resource.setrlimit(bound, (least, least))


if __name__ == "__main__":
    main()
