"""Single images: the list of a job's, and one of an owner's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from core.blobs import BlobRef
from core.errors import NotFound
from core.tables import Image, Job


@dataclass(frozen=True, slots=True)
class StoredImage:
    """One received image."""

    id: str
    job_id: str
    filename: str
    sha256: str
    state: str
    width: int  # pixels, upright
    height: int
    created_at: datetime
    blob: BlobRef


_COLUMNS = (
    Image.id, Image.job_id, Image.filename, Image.sha256, Image.state,
    Image.width, Image.height, Image.created_at,
    Image.blob, Image.blob_offset, Image.blob_length,
)  # fmt: skip


def list_images(
    connection: Connection, owner_id: str, job_id: str, limit: int, after: str | None
) -> Sequence[StoredImage]:
    """Read a job's images in the order of their coming. Raises `NotFound`."""
    own = select(Job.id).where(Job.id == job_id, Job.owner_id == owner_id)
    if connection.execute(own).one_or_none() is None:
        raise NotFound("There is no such job.")
    query = select(*_COLUMNS).where(Image.job_id == job_id).order_by(Image.id).limit(limit)
    if after is not None:
        query = query.where(Image.id > after)
    return [_stored(row) for row in connection.execute(query)]


def get_image(connection: Connection, owner_id: str, image_id: str) -> StoredImage:
    """Read one image of an owner. Raises `NotFound`, for somebody else's too."""
    query = (
        select(*_COLUMNS)
        .join(Job, Job.id == Image.job_id)
        .where(Image.id == image_id, Job.owner_id == owner_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("There is no such image.")
    return _stored(row)


def _stored(row: Row[*tuple[Any, ...]]) -> StoredImage:
    blob = BlobRef(row.blob, row.blob_offset, row.blob_length)
    return StoredImage(
        row.id, row.job_id, row.filename, row.sha256, row.state, row.width, row.height, row.created_at, blob
    )
