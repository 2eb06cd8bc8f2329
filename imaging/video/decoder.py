"""Decoding itself, by OpenCV's FFmpeg. Only `imaging.video.process` imports this: it can be made to crash."""

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Final

import cv2

from imaging.refusals import file_too_large
from imaging.video import failures
from imaging.video.failures import VideoFailed
from imaging.video.limits import VideoLimits
from imaging.video.pulse import Pulse
from imaging.video.resume import clock, meet_again
from imaging.video.source import Order
from imaging.video.timeline import Picker, Timeline, promised_seconds, sane_rate
from imaging.video.wire import MAX_JPEG, About, End, Frame, Message, Progress

_QUALITY: Final = 92
_LIVE_MILLISECONDS: Final = 15_000  # until a camera's silence is taken for its absence
_SILENT_SECONDS: Final = 0.9 * _LIVE_MILLISECONDS / 1000
_COMPLETE: Final = 0.9  # of what the header promises: headers round, and damaged frames are left out
_SLACK_SECONDS: Final = 1.0


def messages(order: Order) -> Iterator[Message]:
    """Sample a file or stream; the last message says how it ended."""
    try:
        capture = _open(order)
        yield from _live(capture, order) if order.live else _file(capture, order)
        yield End()
    except VideoFailed as failure:
        yield End(failure.code, failure.detail)
    except (MemoryError, cv2.error):
        full = failures.out_of_memory(order.limits)
        yield End(full.code, full.detail)


def _open(order: Order) -> cv2.VideoCapture:
    parameters = [cv2.CAP_PROP_N_THREADS, 1]
    if order.live:
        parameters += [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _LIVE_MILLISECONDS]
        parameters += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, _LIVE_MILLISECONDS]
    capture = cv2.VideoCapture(order.source, cv2.CAP_FFMPEG, parameters)
    if not capture.isOpened():
        raise failures.no_camera() if order.live else failures.cannot_open()
    _check_size(
        int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)), order.limits
    )
    return capture


def _file(capture: cv2.VideoCapture, order: Order) -> Iterator[Message]:
    limits, rate = order.limits, sane_rate(capture.get(cv2.CAP_PROP_FPS))
    promised = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    seconds = promised_seconds(promised, rate)
    yield _about(capture, seconds)
    here = yield from _begin(capture, order, rate)
    pulse = Pulse()
    while here.capture.grab():
        here.grabbed += 1
        at = here.timeline.next(clock(here.capture))
        if at > limits.max_seconds:
            raise failures.too_long(limits)
        if here.picker.picks(at):
            if here.sampled >= limits.max_frames:
                raise failures.too_many_frames(limits)
            if here.sampled >= order.skip:
                yield Frame(here.sampled, round(at, 3), _jpeg(here.capture, limits))
                pulse.said()
            here.sampled += 1
        if pulse.due():
            yield Progress(at)
    _check_end(here.grabbed, promised, here.timeline.at, seconds)


@dataclass(slots=True)
class _Place:
    """Where in a file decoding is: so many frames were grabbed, so many of them sampled."""

    capture: cv2.VideoCapture
    timeline: Timeline
    picker: Picker
    grabbed: int = 0
    sampled: int = 0


def _begin(capture: cv2.VideoCapture, order: Order, rate: float) -> Generator[Progress, None, _Place]:
    """After the last frame that is there, where it can be sought, else at the start."""
    picker = Picker(order.every, rate)
    if order.after is None:
        return _Place(capture, Timeline(rate), picker)
    met = yield from meet_again(capture, order.after)
    if met is None:
        capture.release()
        return _Place(_open(order), Timeline(rate), picker)
    picker.picks(met.at)
    return _Place(capture, Timeline(rate, met.at, met.first), picker, round(met.at * rate), order.skip)


def _check_end(grabbed: int, promised: float, at: float, seconds: float | None) -> None:
    """Raises where a decoder that just stops has stopped too early."""
    if not grabbed:
        raise failures.no_frames()
    if seconds is None or grabbed >= _COMPLETE * promised or at >= _COMPLETE * seconds - _SLACK_SECONDS:
        return
    raise failures.ends_early(at, seconds)


def _live(capture: cv2.VideoCapture, order: Order) -> Iterator[Message]:
    """A stream's frames by our clock; those that are not sampled are grabbed too, or they would queue."""
    yield _about(capture, None)
    began = asked_at = time.monotonic()
    picker, sampled, pulse = Picker(order.every, rate=1000.0), 0, Pulse()
    while capture.grab():
        if time.monotonic() - asked_at > _SILENT_SECONDS:
            return  # the stream broke off, and what the decoder still held is old
        at = time.monotonic() - began
        if picker.picks(at):
            yield Frame(sampled, round(at, 3), _jpeg(capture, order.limits))
            sampled += 1
            pulse.said()
        elif pulse.due():
            yield Progress(at)
        asked_at = time.monotonic()


def _about(capture: cv2.VideoCapture, seconds: float | None) -> About:
    width, height = (int(capture.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    return About(width, height, seconds)


def _jpeg(capture: cv2.VideoCapture, limits: VideoLimits) -> bytes:
    """The grabbed frame, turned upright by the file's own word (OpenCV's default), as JPEG."""
    whole, pixels = capture.retrieve()
    if not whole or pixels is None or pixels.size == 0:
        raise failures.no_frames()
    _check_size(pixels.shape[1], pixels.shape[0], limits)  # a stream may change its size on its way
    jpeg = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1]
    if jpeg.size > MAX_JPEG:
        raise failures.frame_refused(file_too_large(jpeg.size, MAX_JPEG))
    return jpeg.tobytes()


def _check_size(width: int, height: int, limits: VideoLimits) -> None:
    if width * height > limits.max_pixels or max(width, height) > 65_500:
        raise failures.frame_too_large(width, height, limits)
