"""One file of a request after the other: check it, put its bytes into a pack, and note what became of it."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from core.blobs import PackWriter
from core.filenames import clean_filename
from core.jobs.create import NewImage
from core.quotas import Amounts
from core.videos.types import NewVideo
from imaging.accept import Accepted, Limits, accept, too_large
from imaging.errors import ImageRefused
from imaging.foreign import TYPE_BYTES
from imaging.video.accept import accept_video
from imaging.video.kinds import video_kind
from web.context import context
from web.forms import SentFile, SentStream
from web.stages import Stages

FIRST_FRAME = "first_frame"  # said of an animation, of which nothing else is looked at


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that does not come in, and why."""

    filename: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckedFile(SentFile):
    """A file that came through the door before there was a job to put it in."""

    picture: Accepted


@dataclass(slots=True)
class Intake:
    """What became of the files of one request: every one is in exactly one of the first three lists."""

    ids: Iterator[str]  # of what comes in
    accepted: list[NewImage] = field(default_factory=list)
    videos: list[NewVideo] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # name and SHA-256 of every file as it was sent, in order
    moving: set[str] = field(
        default_factory=set
    )  # ids of images that were animations: the first frame is kept
    stages: Stages = field(default_factory=Stages)
    may_have_rows: bool = False  # from the beginning of the commit on: then the bytes are not ours to remove

    def discard(self) -> None:
        """Remove the bytes again: nothing that was not committed leaves a trace."""
        stored = [image.blob for image in self.accepted] + [video.blob for video in self.videos]
        with suppress(OSError):  # the sweeper finds what is left
            for pack in {blob.pack for blob in stored}:
                context().blobs.discard(pack)

    @property
    def waiting(self) -> tuple[int, int]:
        """How many images and videos wait to be worked on from now on."""
        return len(self.accepted), len(self.videos)

    @property
    def amounts(self) -> Amounts:
        """What it adds to an account."""
        stored = [image.blob for image in self.accepted] + [video.blob for video in self.videos]
        return Amounts(images=len(self.accepted), bytes=sum(blob.length for blob in stored))

    def as_json(self) -> dict[str, object]:
        """The lists of an answer."""
        return {
            "accepted": [
                {
                    "image_id": image.id,
                    "filename": image.filename,
                    "sha256": image.sha256,
                    "notes": [FIRST_FRAME] if image.id in self.moving else [],
                }
                for image in self.accepted
            ],
            "videos": [
                {"video_id": video.id, "filename": video.filename, "sha256": video.sha256}
                for video in self.videos
            ],
            "rejected": [
                {"filename": file.filename, "code": file.code, "detail": file.detail} for file in self.refused
            ],
        }


def checked(file: SentFile) -> CheckedFile:
    """Check one file, for who must know before anything is stored. Raises `ImageRefused`."""
    return CheckedFile(file.filename, file.data, accept(file.data, context().limits))


def take_file(file: SentFile, pack: PackWriter, intake: Intake, limits: Limits) -> int:
    """Take a picture into the pack; where its bytes end there, 0 where it is refused."""
    name = clean_filename(file.filename)
    stages = intake.stages
    with stages.hash:
        digest = hashlib.sha256(file.data).hexdigest()
    intake.sent.extend((name, digest))
    try:
        with stages.check:
            picture = file.picture if isinstance(file, CheckedFile) else accept(file.data, limits)
    except ImageRefused as error:
        intake.refused.append(Refused(name, error.code, f"{name}: {error.detail}"))
        return 0
    with stages.store:
        blob = pack.add(picture.data)
    image = NewImage(name, digest, picture.width, picture.height, blob, next(intake.ids))
    intake.accepted.append(image)
    if picture.moving:
        intake.moving.add(image.id)
    return blob.offset + blob.length


def take_stream(sent: SentStream, pack: PackWriter, intake: Intake) -> None:
    """Take a video into a pack of its own, however large; refuse what is too large for a picture."""
    name, limits = clean_filename(sent.filename), context().video_limits
    with intake.stages.hash:
        digest = hashlib.file_digest(sent.file, "sha256").hexdigest()  # type: ignore[arg-type]  # a real file
    intake.sent.extend((name, digest))
    try:
        sent.file.seek(0)
        head = sent.file.read(TYPE_BYTES)
        if video_kind(head) is None:  # then it is here for its size
            raise too_large(head, sent.size, context().limits)
        with intake.stages.check:
            kind = accept_video(sent.file, sent.size, limits)
    except ImageRefused as error:
        intake.refused.append(Refused(name, error.code, f"{name}: {error.detail}"))
        return
    with intake.stages.store:
        blob = pack.add_file(sent.file)
    intake.videos.append(NewVideo(name, digest, kind, blob, next(intake.ids)))
