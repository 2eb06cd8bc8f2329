"""Which files of the named folders are looked at, and which are refused as the web's door refuses them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from cli.local_batch import Found
from cli.local_video import SUFFIXES as VIDEO_SUFFIXES
from imaging.errors import ImageRefused
from imaging.foreign import refusal_of
from imaging.kinds import kind_of
from imaging.refusals import empty_file, not_an_image, unreadable
from imaging.video.kinds import video_kind

SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp"}
LEFT_BEHIND = {"Thumbs.db", "desktop.ini"}  # systems put them into folders unasked
HEAD_BYTES = 4096  # that tell what a file of another name is


def files_of(paths: Sequence[Path]) -> Iterator[Found]:
    """The named files as they are, and the files of the named folders, in order of their names."""
    for path in paths:
        if path.is_file():
            yield Found(str(path))
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                if name.startswith(".") or name in LEFT_BEHIND:
                    continue
                reason = _refusal(Path(folder, name))
                yield Found(str(Path(folder, name)), (reason.code, reason.detail) if reason else None)


def _refusal(path: Path) -> ImageRefused | None:
    """Why a file whose name is not an image's is not classified; None for what its bytes say is one."""
    if path.suffix.lower() in SUFFIXES | VIDEO_SUFFIXES:
        return None
    if not path.is_file():  # a pipe would be waited for
        return not_an_image()
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        return unreadable(error.strerror)
    if not head:
        return empty_file()
    return None if kind_of(head) or video_kind(head) else refusal_of(head)
