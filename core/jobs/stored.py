"""What a job holds, kept beside it: quotas ask at each upload, and must not count a big job's rows for it.

It changes in the transactions that add or remove bytes and goes with the job, so a deletion needs no count.
"""

from sqlalchemy import Connection, bindparam, update

from core.tables import Job

# Built once: building a statement costs as much as running it.
_STORED = (
    update(Job)
    .where(Job.id == bindparam("job"))
    .values(
        stored_images=Job.stored_images + bindparam("images"),
        stored_bytes=Job.stored_bytes + bindparam("length"),
    )
)


def note_stored(connection: Connection, job_id: str, images: int, length: int) -> None:
    """Note so many more images and bytes, or fewer. The caller holds the job already."""
    connection.execute(_STORED, {"job": job_id, "images": images, "length": length})
