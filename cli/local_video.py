"""A video file on this machine: its frames' rows as they are decoded, and the people in it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from cli.local_batch import LocalImage, Rules, classify_images
from cli.people import People, Track, of_track
from cli.spool import Spool
from core.results.row import ResultRow
from core.videos.types import frame_name
from imaging.accept import accept
from imaging.errors import ImageError
from imaging.refusals import unreadable
from imaging.video.accept import accept_video
from imaging.video.kinds import HEAD_BYTES, video_kind
from imaging.video.limits import VideoLimits
from imaging.video.sampling import sample
from imaging.video.source import Order
from imaging.video.wire import About, Frame

SUFFIXES = {".mp4", ".m4v", ".mov", ".webm", ".mkv"}
GROUP = 16  # frames that the network sees at once

Come = Callable[[float, float | None], None]  # to which second, of how many; None where nobody knows


def is_video(name: str) -> bool:
    """Whether a file is named or begins like a video."""
    if Path(name).suffix.lower() in SUFFIXES:
        return True
    try:
        with Path(name).open("rb") as file:
            return video_kind(file.read(HEAD_BYTES)) is not None
    except OSError:
        return False


def classify_video(
    name: str,
    every: float,
    rules: Rules,
    limits: VideoLimits,
    tracks: list[Track],
    come: Come = lambda *_: None,
) -> Iterator[list[ResultRow]]:
    """The rows of each frame, in their order, and one that says why, where it does not come to its end.

    They come when all frames were seen, each with its person's label; the people are added to `tracks`. Until
    then `come` hears how far it is.
    """
    people, failed = People(name, every, rules.threshold, rules.uncertain_flags), list[LocalImage]()
    with Spool() as seen:
        for group in _groups(name, Order(str(Path(name).absolute()), every, limits), come, failed):
            for rows in frame_rows(name, every, group, rules, people):
                seen.add(rows)
        found = {track.track_id: track for track in people.all()}
        tracks += found.values()
        for rows in seen.read():
            yield [of_track(row, found[row.track_id]) if row.track_id else row for row in rows]
    if failed:
        yield from classify_images(failed, rules)


def _groups(name: str, order: Order, come: Come, failed: list[LocalImage]) -> Iterator[list[Frame]]:
    """The sampled frames, as many as the network sees at once; why they end early is added to `failed`."""
    group, seconds = list[Frame](), None
    try:
        with Path(name).open("rb") as file:
            accept_video(file, Path(name).stat().st_size, order.limits)
        with closing(sample(order)) as heard:
            for message in heard:
                if isinstance(message, About):
                    seconds = message.seconds
                elif message is not None:
                    come(message.at, seconds)
                if isinstance(message, Frame):
                    group.append(message)
                if len(group) == GROUP:
                    yield group
                    group = []
    except OSError as error:
        refused = unreadable(error.strerror)
        failed.append(LocalImage(name, "", error=(refused.code, refused.detail)))
    except ImageError as error:
        failed.append(LocalImage(name, "", error=(error.code, error.detail)))
    if group:
        yield group


def frame_rows(
    name: str, every: float, frames: Sequence[Frame], rules: Rules, people: People
) -> Iterator[list[ResultRow]]:
    """Classify some frames of a video, and tell `people` of them."""
    names = [frame_name(name, frame.at, every) for frame in frames]
    images = [read_frame(named, frame.jpeg, rules) for named, frame in zip(names, frames, strict=True)]
    for frame, rows in zip(frames, classify_images(images, rules), strict=True):
        yield people.see(frame.at, rows, frame.jpeg)


def read_frame(name: str, jpeg: bytes, rules: Rules) -> LocalImage:
    """A frame as if it were a file."""
    digest = hashlib.sha256(jpeg).hexdigest()
    try:
        return LocalImage(name, digest, accept(jpeg, rules.frame_limits))
    except ImageError as error:
        return LocalImage(name, digest, error=(error.code, error.detail))
