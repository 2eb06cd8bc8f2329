"""The way in: check each file, store the accepted bytes in a pack, and only then commit the rows."""

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from core.blobs import LIVE, PackWriter, is_silence
from core.errors import StoreFull, StoreUnavailable
from core.filenames import clean_filename
from core.idempotency import Answer, earlier_answer, fingerprint, keep_answer
from core.ids import new_id
from core.jobs.create import NewImage
from core.outage import is_full
from core.quotas import Amounts, check_quotas
from core.videos.types import NewVideo
from imaging.accept import Accepted, Limits, accept, too_large
from imaging.errors import ImageRefused
from imaging.foreign import TYPE_BYTES
from imaging.video.accept import accept_video
from imaging.video.kinds import video_kind
from web.auth import check_still_there, current_account
from web.context import context
from web.forms import SentFile, SentStream
from web.journal import did
from web.observing import requests
from web.stages import Stages

PACK_BYTES = 2**30  # after which another one begins: `images.blob_offset` has 32 bits
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


class Stored(Protocol):
    """Bytes that are in the store before their rows are."""

    sent: list[str]  # what makes it the same request
    may_have_rows: bool

    @property
    def amounts(self) -> Amounts:
        """What it adds to an account."""
        ...

    @property
    def waiting(self) -> tuple[int, int]:
        """How many images and videos wait to be worked on from now on."""
        ...

    def discard(self) -> None:
        """Remove the bytes again."""
        ...


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


@contextmanager
def taken_in(
    files: Iterable[SentFile | SentStream], job_id: str, ids: Iterator[str] | None = None
) -> Iterator[Intake]:
    """Check and store files; their bytes are durable inside the block, and no row is written yet.

    What came in gets the next of the `ids`, or where none are given those of the moment that it came.

    An error in the block removes the bytes, unless it came out of the commit itself or after it: bytes
    without a row harm nobody, a row without bytes would.
    """
    intake, limits = Intake(ids or iter(new_id, None)), context().limits
    if job_id != LIVE:
        structlog.contextvars.bind_contextvars(job=job_id)
    try:
        with ExitStack() as packs:
            pack, end = packs.enter_context(context().blobs.pack(job_id)), 0
            for file in intake.stages.received(files):
                if isinstance(file, SentStream):  # open to the end, or it would be loose before its rows come
                    _take_stream(file, packs.enter_context(context().blobs.pack(job_id)), intake)
                    continue
                if end > PACK_BYTES:
                    pack, end = packs.enter_context(context().blobs.pack(job_id)), 0
                end = max(end, _take_one(file, pack, intake, limits))
            with intake.stages.store:
                packs.close()
    except BaseException as error:
        if not is_silence(error):
            intake.discard()
        if isinstance(error, OSError):
            raise not_stored(error) from error
        raise
    try:
        with intake.stages.commit:
            yield intake
    except BaseException:
        if not intake.may_have_rows:
            intake.discard()
        raise
    _tell(intake)


def _tell(intake: Intake) -> None:
    """Count what came in and what did not, and note whose traces begin here."""
    metrics = context().metrics
    for refused in intake.refused:
        metrics.refused(refused.code)
    for stage in intake.stages.entered():
        metrics.upload_took(stage.name, stage.seconds)
    if not intake.may_have_rows:  # a retry, or a job that was only announced
        return
    metrics.uploaded(intake.amounts.images, intake.amounts.bytes)
    stored = [image.blob for image in intake.accepted] + [video.blob for video in intake.videos]
    for pack in dict.fromkeys(blob.pack for blob in stored):
        requests.stored(pack)


def not_stored(error: OSError) -> StoreFull | StoreUnavailable:
    """What to tell about bytes that could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreFull(
            "The store is full; nothing of this request was kept. Free some space and try again."
        )
    return StoreUnavailable(
        f"The images cannot be stored ({error.strerror}); nothing of this request was kept."
    )


def _take_one(file: SentFile, pack: PackWriter, intake: Intake, limits: Limits) -> int:
    """Where its bytes end in the pack; 0 where it is refused."""
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


def _take_stream(sent: SentStream, pack: PackWriter, intake: Intake) -> None:
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


def kept_answer(key: str | None, parts: Sequence[str]) -> Answer | None:
    """The answer that the same request got before. Raises `Conflict` where the key was another one's."""
    if key is None:
        return None
    with context().database.read() as connection:
        return earlier_answer(connection, current_account(), key, fingerprint(parts))


def commit(
    intake: Stored,
    key: str | None,
    asked: Sequence[str],
    work: Callable[[Connection], Answer],
    *,
    promised: bool = True,
    new_jobs: int = 0,
) -> Answer:
    """Run `work` in one transaction and ring the doorbell, or give a retry the answer it got before.

    `asked` is what else, beside the files, makes two requests the same. For what nobody was `promised` this
    does not wait for the disk, the caller rings where needed, and there is no quota. Raises `OverQuota`.
    """
    account, request = current_account(), fingerprint([*asked, *intake.sent])
    try:
        with context().database.write(synced=promised) as connection:
            earlier = earlier_answer(connection, account, key, request) if key else None
            if earlier is None:
                if promised:
                    asked_for = replace(intake.amounts, open_jobs=new_jobs)
                    check_quotas(connection, account, context().quotas, asked_for)
                answer = work(connection)
                if promised:
                    did(connection, "upload", answer.job_id)
                if key:
                    keep_answer(connection, account, key, request, answer)
            intake.may_have_rows = earlier is None
    except OperationalError as error:
        if is_full(error):  # bytes that stayed would keep it full
            intake.may_have_rows = False
        raise
    except IntegrityError:
        intake.may_have_rows = False
        # The same request may have been under way at the same time and come first.
        earlier = kept_answer(key, [*asked, *intake.sent])
        if earlier is None:
            check_still_there()
            raise
    if earlier is not None:
        intake.discard()
        return earlier
    if promised:
        context().backlog.add(intake.waiting[0])
        context().doorbell.ring(sum(intake.waiting))
    return answer
