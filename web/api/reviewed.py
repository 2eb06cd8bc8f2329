"""The faces that people settled, as a ZIP of folders by their label: what `browline train` learns from."""

import io
import zipfile
from collections.abc import Iterator

from flask import Blueprint, Response, stream_with_context

from core.blobs import BlobMissing
from core.errors import NotFound
from core.jobs.images import get_image
from core.jobs.state import get_job
from core.labels import LABELS
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.results.row import ResultRow
from imaging.errors import ImageError
from imaging.face_square import face_square
from imaging.picture import crop
from web.auth import current_account
from web.context import context
from web.journal import did
from web.rules import needs

reviewed = Blueprint("reviewed", __name__)

SIDE = 256  # longest side of a picture
ROWS = 500  # read at once
ONE_IN = 5  # images whose faces measure what the others teach
NOTE = """Faces of one job by what people said of them, in the folders that `browline train --data` takes.
One image in five, chosen by its bytes, is in Validation: all faces of a picture are on one side.
Faces called unclear or not a face are left out.
Not in here because their pictures could not be read: {missing}.
"""


@reviewed.get("/jobs/<uuid:job_id>/reviewed.zip")
@needs("uploader")
def as_zip(job_id: object) -> Response:
    """All faces of a job that people called female or male."""
    with context().database.read() as connection:
        job = get_job(connection, current_account(), str(job_id))
    with context().database.write(synced=False) as connection:
        did(connection, "export", job.id)
    response = Response(stream_with_context(_zipped(job.id)), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="browline-{job.id}-reviewed.zip"'
    return response


def place_of(row: ResultRow) -> str:
    """Where in the ZIP a face lies."""
    split = "Validation" if int(row.sha256[:8], 16) % ONE_IN == 0 else "Training"
    return f"{split}/{str(row.reviewed_label).capitalize()}/{row.face_id}.jpg"


def _zipped(job_id: str) -> Iterator[bytes]:
    """The archive in pieces, a face each: it is never held whole."""
    buffer = _Pieces()
    missing = 0
    with zipfile.ZipFile(buffer, "w") as archive:
        for row in _settled(job_id):
            try:
                archive.writestr(place_of(row), _picture(row))
            except (BlobMissing, ImageError, NotFound):  # the job may be deleted meanwhile
                missing += 1
            yield buffer.taken()
        archive.writestr("README.txt", NOTE.format(missing=missing))
    yield buffer.taken()


def _settled(job_id: str) -> Iterator[ResultRow]:
    """Page by page, each in a transaction of its own: who downloads slowly holds no connection meanwhile."""
    cursor = None
    while True:
        with context().database.read() as connection:
            page = results_page(connection, job_id, ResultFilter(reviewed=True), ROWS, cursor)
        yield from (row for row in page.items if row.reviewed_label in LABELS)
        cursor = page.next_cursor
        if cursor is None:
            return


def _picture(row: ResultRow) -> bytes:
    with context().database.read() as connection:
        image = get_image(connection, current_account(), str(row.image_id))
    with context().easels:
        return crop(context().blobs.read_one(image.blob), row.size, _framed(row), SIDE)


def _framed(row: ResultRow) -> tuple[int, int, int, int]:
    """What the classifier saw: the square about a found face, or an image that was taken for one, whole."""
    if row.face_score is None:
        return 0, 0, *row.size
    square = face_square(row.box, *row.size)
    return square.left, square.top, square.side, square.side


class _Pieces(io.RawIOBase):
    """A stream that cannot be sought: `zipfile` writes to it, and what was written is taken away."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """Keep some bytes."""
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        piece = bytes(self._written)
        self._written.clear()
        return piece
