"""Classify a finished job's images again with the model that serves now."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Blueprint, Response
from sqlalchemy import Connection

from core.blobs import BlobMissing, PackCopy
from core.errors import Conflict
from core.idempotency import Answer
from core.ids import new_id
from core.jobs.again import Held, create_again, held_images
from core.jobs.state import get_job
from core.quotas import Amounts
from web.admission import ONE_JOB, admit
from web.api.fields import idempotency_key
from web.api.jobs import answer, job_json
from web.auth import current_account
from web.context import context
from web.intake import commit, kept_answer, not_stored
from web.rules import needs

again = Blueprint("again", __name__)


@dataclass(slots=True)
class Copies:
    """The packs of a new job, which are copies of an old one's."""

    job_id: str
    held: Held
    packs: dict[str, PackCopy]
    sent: list[str] = field(default_factory=list)
    may_have_rows: bool = False

    @property
    def amounts(self) -> Amounts:
        """As much as the old job: each of the two may outlive the other."""
        return Amounts(images=self.held.images, bytes=self.held.bytes)

    @property
    def waiting(self) -> tuple[int, int]:
        """Images alone."""
        return self.held.images, 0

    def discard(self) -> None:
        """Remove the copies; the old job keeps its own."""
        context().blobs.delete_job(self.job_id)


@again.post("/jobs/<uuid:job_id>/again")
@needs("uploader")
def create(job_id: object) -> Response:
    """Make a job of the same images."""
    key, account, old, new = idempotency_key(), current_account(), str(job_id), new_id()
    asked = ["POST again", old]
    admit(key, ONE_JOB)
    earlier = kept_answer(key, asked)
    if earlier is not None:  # the old job may be gone by now
        return answer(earlier)
    with context().database.read() as connection:
        held = held_images(connection, account, old)
    with _copied(held, new) as copies:

        def work(connection: Connection) -> Answer:
            create_again(connection, account, new, old, copies.packs)
            return Answer(new, 202, json.dumps(job_json(get_job(connection, account, new))))

        return answer(commit(copies, key, asked, work, new_jobs=1))


@contextmanager
def _copied(held: Held, job_id: str) -> Iterator[Copies]:
    """Copies of what a job holds; gone again where no row came to need them."""
    try:
        packs = context().blobs.copy(held.packs, job_id)
    except BlobMissing as missing:
        raise Conflict(
            "The pictures of this job are not all here any more, so it cannot be classified again.",
            "bytes_missing",
        ) from missing
    except OSError as error:
        raise not_stored(error) from error
    copies = Copies(job_id, held, packs)
    try:
        yield copies
    except BaseException:
        if not copies.may_have_rows:
            copies.discard()
        raise
