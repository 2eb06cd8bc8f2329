"""The way in: store the accepted bytes of a request in packs, and only then commit the rows."""

import errno
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Protocol

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from core.blobs import LIVE, is_silence
from core.errors import StoreFull, StoreUnavailable
from core.idempotency import Answer, earlier_answer, fingerprint, keep_answer
from core.ids import new_id
from core.jobs.access import check_own
from core.outage import is_full
from core.quotas import Amounts, check_quotas
from web.auth import check_still_there, current_account
from web.context import context
from web.forms import SentFile, SentStream
from web.journal import did
from web.observing import requests
from web.taking import Intake, take_file, take_stream

PACK_BYTES = 2**30  # after which another one begins: `images.blob_offset` has 32 bits


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
                    take_stream(file, packs.enter_context(context().blobs.pack(job_id)), intake)
                    continue
                if end > PACK_BYTES:
                    pack, end = packs.enter_context(context().blobs.pack(job_id)), 0
                end = max(end, take_file(file, pack, intake, limits))
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


@contextmanager
def into_own(job_id: str) -> Iterator[None]:
    """Tell a job that was deleted while its bytes came from a store that does not answer.

    A deletion takes the folder that they are written to. Raises as `check_own` does where the job is gone.
    """
    try:
        yield
    except StoreUnavailable:
        with context().database.read() as connection:
            check_own(connection, current_account(), job_id)
        raise


def not_stored(error: OSError) -> StoreFull | StoreUnavailable:
    """What to tell about bytes that could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreFull(
            "The store is full; nothing of this request was kept. Free some space and try again."
        )
    return StoreUnavailable(
        f"The images cannot be stored ({error.strerror}); nothing of this request was kept."
    )


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
