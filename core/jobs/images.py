"""Single images: the list of a job's, and one that somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, Row, Select, bindparam, literal, select, tuple_, union_all

from core.blobs import BlobRef
from core.errors import NotFound
from core.jobs.access import check_visible, visible_to
from core.labels import ImageState
from core.tables import Image, Job

Arrival = tuple[datetime, str]  # when an image came, and its id


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
    kept: bool = True  # False: a live frame, which is removed when its answer was given


_ARRIVAL = (Image.created_at, Image.id)
_COLUMNS = (
    Image.id, Image.job_id, Image.filename, Image.sha256, Image.state,
    Image.width, Image.height, Image.created_at,
    Image.blob, Image.blob_offset, Image.blob_length,
)  # fmt: skip


def list_images(
    connection: Connection, account_id: str, job_id: str, limit: int, after: Arrival | None
) -> Sequence[StoredImage]:
    """Read a job's images in the order of their coming. Raises `NotFound`.

    Ids do not tell it: a group of images may be called by when its client began it. So what comes while
    somebody pages through the list is behind the page, and never missed.
    """
    check_visible(connection, account_id, job_id)
    query = select(*_COLUMNS).where(Image.id.in_(_next(job_id, limit, after))).order_by(*_ARRIVAL)
    return [_stored(row) for row in connection.execute(query)]


def _next(job_id: str, limit: int, after: Arrival | None) -> Select[str]:
    """The ids of the images that came next: an index has those of each state in that order."""
    each = [_next_of(state, job_id, limit, after) for state in get_args(ImageState)]
    merged = union_all(*(select(one.subquery()) for one in each)).subquery()
    return select(merged.c.id).order_by(merged.c.created_at, merged.c.id).limit(limit)


def _next_of(state: str, job_id: str, limit: int, after: Arrival | None) -> Select[datetime, str]:
    query = select(*_ARRIVAL).where(Image.job_id == job_id, Image.state == state)
    if after is not None:
        came, last = (literal(value, column.type) for value, column in zip(after, _ARRIVAL, strict=True))
        query = query.where(tuple_(*_ARRIVAL) > tuple_(came, last))
    return query.order_by(*_ARRIVAL).limit(limit)


def get_image(connection: Connection, account_id: str, image_id: str) -> StoredImage:
    """Read one image that an account may see. Raises `NotFound`, for somebody else's too."""
    row = connection.execute(_ONE, {"image": image_id, "account": account_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such image.")
    return _stored(row, kept=row.kept)


def image_state(connection: Connection, image_id: str) -> str | None:
    """How far an image is, None if it is gone; cheap enough to be asked all the time."""
    return connection.execute(_STATE, {"image": image_id}).scalar_one_or_none()


# Built once: a live camera asks for these many times a second, and building costs as much as asking.
_ONE = (
    select(*_COLUMNS, Job.kept)
    .join(Job, Job.id == Image.job_id)
    .where(Image.id == bindparam("image"), visible_to(bindparam("account")))
)
_STATE = select(Image.state).where(Image.id == bindparam("image"))


def _stored(row: Row[*tuple[Any, ...]], *, kept: bool = True) -> StoredImage:
    blob = BlobRef(row.blob, row.blob_offset, row.blob_length)
    size = (row.width, row.height)
    return StoredImage(
        row.id, row.job_id, row.filename, row.sha256, row.state, *size, row.created_at, blob, kept
    )
