"""Classify a finished job's images again: a new job of the same bytes, for the model that serves now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.blobs import BlobRef, PackCopy
from core.blobs.checksum import behind
from core.clock import utc_now
from core.errors import Conflict
from core.ids import new_id
from core.jobs.access import check_own
from core.jobs.create import BULK, JobRequest, NewImage, create_job, image_row
from core.jobs.leftovers import erase_leftovers
from core.jobs.state import JobView, get_job
from core.jobs.stored import note_stored
from core.labels import flag_words
from core.many import insert_many
from core.tables import Image, Job

CHUNK = 1000  # rows that are held at once
MOST = 200_000  # whose rows are written in some seconds, while nobody else writes to SQLite
SUFFIX = " (again)"


@dataclass(frozen=True, slots=True)
class Held:
    """What the images of a job come to, and the packs that they lie in."""

    images: int
    bytes: int
    packs: Sequence[str]


def held_images(connection: Connection, owner_id: str, job_id: str) -> Held:
    """What would be classified again. Raises as `check_own` does, and `Conflict` where that cannot be."""
    check_own(connection, owner_id, job_id)
    job = get_job(connection, owner_id, job_id)
    _check(job)
    query = (
        select(Image.blob, func.count(), func.sum(Image.blob_length))
        .where(Image.job_id == job.id)
        .group_by(Image.blob)
    )
    rows = connection.execute(query).all()
    return Held(sum(row[1] for row in rows), sum(int(row[2]) for row in rows), [row[0] for row in rows])


def _check(job: JobView) -> None:
    if job.state == "cancelled":
        raise Conflict(
            "This job was cancelled. Retry what was stopped, and classify it again when it is done.",
            "job_cancelled",
        )
    if job.state != "done":
        raise Conflict("This job is still at work. Classify it again when it is done.", "job_not_done")
    if job.video_count:
        raise Conflict("This job has videos, which are classified again by sending them again.", "has_videos")
    if job.counts.received > MOST:
        raise Conflict(f"Up to {MOST:,} images are classified again at once.", "too_many_images")
    if not job.counts.received:
        raise Conflict("This job has no images to classify again.", "no_images")


def create_again(
    connection: Connection, owner_id: str, job_id: str, old_id: str, packs: Mapping[str, PackCopy]
) -> int:
    """Write the rows of a job that classifies all images of an old one again. Returns how many there are.

    `packs` names the copy of each old pack; what of its bytes belongs to no image any more is named as to be
    erased, under the new name. Raises as `held_images` does, and `Conflict` where the old job
    has received more since its packs were copied.
    """
    kept = select(Job.drawn).where(Job.id == old_id).with_for_update(read=True, key_share=True)
    drawn = bool(connection.execute(kept).scalar())  # the job stays until the commit
    old = get_job(connection, owner_id, old_id)
    _check(old)
    create_job(connection, owner_id, job_id, _request(old), again_of=old_id, drawn=drawn)
    stored, named = Counter[str](), Counter[str]()
    query = (
        select(
            Image.id, Image.filename, Image.sha256, Image.width, Image.height,
            Image.blob, Image.blob_offset, Image.blob_length,
        )
        .where(Image.job_id == old_id)
        .order_by(Image.id)
    )  # fmt: skip
    for some in connection.execute(query.execution_options(yield_per=CHUNK)).partitions():
        if any(row.blob not in packs for row in some):
            raise Conflict(
                "This job received more images just now. Try again when it is done.", "job_not_done"
            )
        rows, now = [], utc_now()
        for row in some:
            blob = BlobRef(packs[row.blob].name, row.blob_offset, row.blob_length)
            image = NewImage(row.filename, row.sha256, row.width, row.height, blob, new_id())
            rows.append(image_row(job_id, image, BULK, now) | {"again_of": row.id})
            stored[row.blob] += row.blob_length
            named[row.blob] += 1
        insert_many(connection, Image, rows)
    note_stored(connection, job_id, named.total(), stored.total())
    torn = {
        pack: copy for pack, copy in packs.items() if stored[pack] + named[pack] * behind(pack) < copy.length
    }
    erase_leftovers(connection, old_id, torn)
    return named.total()


def _request(old: JobView) -> JobRequest:
    """By the old job's rules, so that the two can be compared."""
    name = old.name.removesuffix(SUFFIX)[: 200 - len(SUFFIX)] + SUFFIX
    flags = flag_words(old.uncertain_flags)
    return JobRequest(name, old.threshold, old.framing, uncertain_flags=flags, opinions=old.opinions)
