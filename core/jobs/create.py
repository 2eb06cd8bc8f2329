"""New jobs, and images added to them: rows only, inside the caller's one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from core.blobs import BlobRef
from core.clock import utc_now
from core.errors import Conflict, Invalid
from core.ids import new_id
from core.jobs.access import owned_by, refusal
from core.jobs.state import mark_finished
from core.jobs.stored import note_stored
from core.labels import FRAMINGS, QUALITY_FLAGS
from core.many import insert_many
from core.reviews.ask import check_opinions
from core.tables import Image, Job

MAX_EXPECTED = 100_000_000  # images that a job may announce
BULK, LIVE, SNAPSHOT = 0, 5, 10  # priorities: a snapshot overtakes every job, and live frames too


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a person asks for. Raises `Invalid` where a value makes no sense."""

    name: str
    threshold: float
    framing: str = "auto"
    expected: int | None = None
    uncertain_flags: tuple[str, ...] = ()
    opinions: int = 1  # how many people are asked about each face
    refused: int = 0  # files of those expected that its client refused itself

    def __post_init__(self) -> None:
        check_opinions(self.opinions)
        check_threshold(self.threshold)
        if self.framing not in FRAMINGS:
            raise Invalid("framing must be auto or face.", "invalid_framing")
        if self.expected is not None and not 1 <= self.expected <= MAX_EXPECTED:
            raise Invalid("expected must be a whole number from 1 to 100,000,000.", "invalid_expected")
        if not 0 <= self.refused <= (self.expected or 0):
            raise Invalid("refused must be a whole number from 0 to that of expected.", "invalid_refused")
        if not set(self.uncertain_flags) <= set(QUALITY_FLAGS):
            words = ", ".join(QUALITY_FLAGS)
            raise Invalid(f"uncertain_flags may have the words {words}.", "invalid_uncertain_flags")


def check_threshold(threshold: float) -> float:
    """The same. Raises `Invalid` for one that makes no sense."""
    if not 0.5 <= threshold <= 1:
        raise Invalid("threshold must be a number from 0.5 to 1.", "invalid_threshold")
    return threshold


@dataclass(frozen=True, slots=True)
class NewImage:
    """One accepted image whose bytes are stored already."""

    filename: str
    sha256: str
    width: int
    height: int
    blob: BlobRef
    id: str


def create_job(
    connection: Connection,
    owner_id: str,
    job_id: str,
    request: JobRequest,
    *,
    kept: bool = True,
    again_of: str | None = None,
    drawn: bool = False,
) -> None:
    """Write the row of a new job; one that is not kept is seen by nobody (see `core/jobs/live_frames`)."""
    now = utc_now()
    row = {
        "id": job_id,
        "owner_id": owner_id,
        "name": request.name[:200],
        "threshold": request.threshold,
        "framing": request.framing,
        "uncertain_flags": " ".join(request.uncertain_flags),
        "opinions": request.opinions,
        "expected": request.expected,
        "refused": request.refused,
        "kept": kept,
        "again_of": again_of,
        "drawn": drawn,
        "created_at": now,
        "last_upload_at": now,
    }
    connection.execute(_JOB, row)


# Built once: building a statement costs as much as running it, and live frames run these all the time.
_JOB = insert(Job)


def camera_job(
    connection: Connection, owner_id: str, day: date, threshold: float, uncertain_flags: tuple[str, ...] = ()
) -> str:
    """The id of the job that takes an owner's snapshots of one day, made if it is missing."""
    found = find_camera_job(connection, owner_id, day)
    if found is not None:
        return found
    job_id = new_id()
    request = JobRequest(f"Camera {day.isoformat()}", threshold, uncertain_flags=uncertain_flags)
    create_job(connection, owner_id, job_id, request)
    connection.execute(update(Job).where(Job.id == job_id).values(camera_day=_camera_day(owner_id, day)))
    return job_id


def find_camera_job(connection: Connection, owner_id: str, day: date) -> str | None:
    """The id of the job that takes an owner's snapshots of one day, or None before the first."""
    return connection.execute(
        select(Job.id).where(Job.camera_day == _camera_day(owner_id, day))
    ).scalar_one_or_none()


def _camera_day(owner_id: str, day: date) -> str:
    return f"{owner_id} {day.isoformat()}"


def add_images(
    connection: Connection,
    owner_id: str,
    job_id: str,
    images: Sequence[NewImage],
    refused: int,
    priority: int = BULK,
) -> None:
    """Write the rows of accepted images and count the refused ones. Raises as `touch_job` does."""
    touch_job(connection, owner_id, job_id, refused)
    if images:
        note_stored(connection, job_id, len(images), sum(image.blob.length for image in images))
        insert_images(connection, job_id, images, priority)
    else:
        mark_finished(connection, [job_id])


def touch_job(connection: Connection, owner_id: str, job_id: str, refused: int = 0) -> None:
    """Open a job for what comes now, and keep it until the commit; before anything is written to it.

    Raises as `check_own` does where the job is not the owner's (or gone), `Conflict` where it was cancelled.
    """
    values = {"job": job_id, "account": owner_id, "now": utc_now(), "more": refused}
    touched = connection.execute(_TOUCH, values).one_or_none()
    if touched is None:
        raise refusal(connection, owner_id, job_id)
    if touched.cancelled_at is not None:
        raise Conflict("This job was cancelled and takes no more images.", "job_cancelled")


_TOUCH = (
    update(Job)
    .where(Job.id == bindparam("job"), owned_by(bindparam("account")), Job.kept)
    .values(last_upload_at=bindparam("now"), finished_at=None, refused=Job.refused + bindparam("more"))
    .returning(Job.cancelled_at)
)


def insert_images(connection: Connection, job_id: str, images: Sequence[NewImage], priority: int) -> None:
    """Write the rows of images that wait from now on."""
    now = utc_now()
    insert_many(connection, Image, [image_row(job_id, image, priority, now) for image in images])


def image_row(job_id: str, image: NewImage, priority: int, now: datetime) -> dict[str, object]:
    """The columns of an image that waits from now on."""
    return {
        "id": image.id,
        "job_id": job_id,
        "filename": image.filename,
        "sha256": image.sha256,
        "width": image.width,
        "height": image.height,
        "blob": image.blob.pack,
        "blob_offset": image.blob.offset,
        "blob_length": image.blob.length,
        "state": "waiting",
        "priority": priority,
        "losses": 0,
        "created_at": now,
    }
