"""The way in: check each file, store the accepted bytes in one pack, and only then commit the rows."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from core.blobs import PackWriter
from core.filenames import clean_filename
from core.idempotency import Answer, earlier_answer, fingerprint, keep_answer
from core.ids import new_id
from core.jobs.create import NewImage
from imaging.accept import accept
from imaging.errors import ImageRefused
from web.auth import current_account
from web.context import context


class Upload(Protocol):
    """A file of a form."""

    @property
    def filename(self) -> str | None:
        """Its name, as sent."""
        ...

    def read(self) -> bytes:
        """All its bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that does not come in, and why."""

    filename: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of the files of one request: every one is in exactly one of the first two lists."""

    accepted: list[NewImage] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # name and SHA-256 of every file as it was sent, in order

    def discard(self) -> None:
        """Remove the bytes again: nothing that was not committed leaves a trace."""
        for pack in {image.blob.pack for image in self.accepted}:
            context().blobs.discard(pack)

    def as_json(self) -> dict[str, object]:
        """The two lists of an answer."""
        return {
            "accepted": [
                {"image_id": image.id, "filename": image.filename, "sha256": image.sha256}
                for image in self.accepted
            ],
            "rejected": [
                {"filename": file.filename, "code": file.code, "detail": file.detail} for file in self.refused
            ],
        }


def take_in(files: Iterable[Upload], job_id: str) -> Intake:
    """Check and store files. Their bytes are durable when this returns; no row is written yet."""
    intake = Intake()
    with context().blobs.pack(job_id) as pack:
        for file in files:
            _take_one(file, pack, intake)
    return intake


def _take_one(file: Upload, pack: PackWriter, intake: Intake) -> None:
    name = clean_filename(file.filename)
    data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    intake.sent.extend((name, digest))
    try:
        image = accept(data, context().limits)
    except ImageRefused as error:
        intake.refused.append(Refused(name, error.code, f"{name}: {error.detail}"))
        return
    intake.accepted.append(NewImage(name, digest, image.width, image.height, pack.add(image.data), new_id()))


def commit(
    intake: Intake, key: str | None, asked: Sequence[str], work: Callable[[Connection], Answer]
) -> Answer:
    """Run `work` in one transaction and ring the doorbell, or give a retry the answer it got before.

    `asked` is what else, beside the files, makes two requests the same. On an error before the commit the
    stored bytes are removed; when the commit itself fails nobody knows whether it happened, and they stay.
    """
    account, request = current_account(), fingerprint([*asked, *intake.sent])
    earlier, committing = None, False
    try:
        with context().database.write() as connection:
            earlier = earlier_answer(connection, account, key, request) if key else None
            if earlier is None:
                answer = work(connection)
                if key:
                    keep_answer(connection, account, key, request, answer)
                committing = True
    except IntegrityError:
        # The same request may have been under way at the same time and come first.
        with context().database.read() as connection:
            earlier = earlier_answer(connection, account, key, request) if key else None
        if earlier is None:
            intake.discard()
            raise
    except BaseException:
        if not committing:
            intake.discard()
        raise
    if earlier is not None:
        intake.discard()
        return earlier
    context().doorbell.ring(len(intake.accepted))
    return answer
