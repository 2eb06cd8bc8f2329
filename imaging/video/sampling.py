"""The parent's side: start a decoding process, hear it out, and end it whatever happens."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from imaging.video import failures
from imaging.video.failures import VideoFailed
from imaging.video.source import Order
from imaging.video.wire import About, BadMessage, End, Frame, Progress, Receiver

_PIECE: Final = 2**18
_TICK: Final = 0.25  # seconds until the caller hears that nothing has happened
_GOODBYE: Final = 2.0
_KEPT: Final = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
_CODE: Final = Path(__file__).parents[2]  # the process runs this tree, whatever else is installed

Heard = About | Frame | Progress | None


def sample(order: Order) -> Generator[Heard, None, None]:
    """Frames as they are decoded, and None at least four times a second while nothing comes.

    Close it (`contextlib.closing`) to end the decoding early. Raises `VideoFailed` where it does not come to
    the video's end: for a limit, for what the decoder says, for a decoder that crashes or falls silent.
    """
    process = _start(order)
    try:
        yield from _hear(process, order)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None  # noqa: S101 - it was asked for
        process.stdout.close()


def _start(order: Order) -> "subprocess.Popen[bytes]":
    # Its keys and addresses are nothing that a decoder needs to know.
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OPENCV_LOG_LEVEL": "SILENT", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
    environment["PYTHONPATH"] = str(_CODE)
    process = subprocess.Popen(
        # -P: a json.py or cv2.py that lies where the user stands must not run, let alone before the bounds.
        [sys.executable, "-P", "-m", "imaging.video.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # FFmpeg's words may hold addresses with passwords
        env=environment,
        start_new_session=True,  # Ctrl-C is for the parent, which ends it
    )
    assert process.stdin is not None  # noqa: S101 - it was asked for
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(json.dumps(asdict(order) | {"parent": os.getpid()}).encode() + b"\n")
    return process


def _hear(process: "subprocess.Popen[bytes]", order: Order) -> Iterator[Heard]:
    limits, receiver = order.limits, Receiver()
    assert process.stdout is not None  # noqa: S101 - it was asked for
    pipe = process.stdout.fileno()
    began = heard = time.monotonic()
    while True:
        if not order.live and time.monotonic() - began > limits.wall_seconds:
            raise failures.too_slow(limits)
        if not select.select([pipe], [], [], _TICK)[0]:
            if time.monotonic() - heard > limits.stall_seconds:
                raise failures.stalled(limits)
            yield None
            continue
        piece = os.read(pipe, _PIECE)
        if not piece:
            raise _last_words(process, order)
        for message in _messages(receiver, piece):
            if isinstance(message, End):
                if message.code:
                    raise VideoFailed(message.code, message.detail)
                return
            yield message
        heard = time.monotonic()  # what the caller did with it is not the decoder's silence


def _messages(receiver: Receiver, piece: bytes) -> Iterator[About | Frame | Progress | End]:
    try:
        yield from receiver.messages(piece)
    except BadMessage:
        raise failures.crashed("it wrote nonsense") from None


def _last_words(process: "subprocess.Popen[bytes]", order: Order) -> VideoFailed:
    """Why there was no last message."""
    try:
        status = process.wait(_GOODBYE)
    except subprocess.TimeoutExpired:
        return failures.crashed("it hung up")
    if status == -signal.SIGXCPU:
        return failures.too_slow(order.limits)
    return failures.crashed(signal.Signals(-status).name if status < 0 else f"exit status {status}")
