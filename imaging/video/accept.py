"""The door for videos: decide from a file's structure whether it comes in. Decodes nothing, reads little."""

from typing import BinaryIO

from imaging.refusals import empty_file, file_too_large, no_video_track, not_an_image
from imaging.video.boxes import has_index, has_picture_track
from imaging.video.ebml import names_picture_track
from imaging.video.failures import unreadable_index
from imaging.video.kinds import HEAD_BYTES, VideoKind, video_kind
from imaging.video.limits import VideoLimits


def accept_video(file: BinaryIO, size: int, limits: VideoLimits) -> VideoKind:
    """Return the kind of the video of `size` bytes in a seekable file, which is left at its beginning.

    Raises ImageRefused with one of the codes `empty_file`, `file_too_large`, `not_an_image`, `truncated`,
    `no_video_track`. What only a decoder can know ends the video later, with a reason.
    """
    if size == 0:
        raise empty_file()
    if size > limits.max_bytes:
        raise file_too_large(size, limits.max_bytes)
    file.seek(0)
    kind = video_kind(file.read(HEAD_BYTES))
    if kind is None:
        raise not_an_image()
    if kind in ("webm", "mkv"):
        if names_picture_track(file, size) is False:
            raise no_video_track()
    elif not has_index(file, size):
        raise unreadable_index()
    elif not has_picture_track(file, size):
        raise no_video_track()
    file.seek(0)
    return kind
