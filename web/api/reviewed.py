"""The faces that people settled, as a ZIP of folders by their label: what `browline train` learns from."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, stream_with_context

from core.blobs import BlobMissing
from core.clock import utc_now
from core.errors import Conflict, NotFound
from core.jobs.images import get_image
from core.jobs.state import get_job
from core.labels import LABELS
from core.pieces import Pieces
from core.results.export import csv_lines
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.results.row import ResultRow
from core.reviews.splits import Splits, cluster_of, settled_groups, split
from imaging.errors import ImageError
from imaging.face_square import face_square
from imaging.picture import crop
from web.api.download import attachment, named
from web.api.fields import result_filter
from web.auth import current_account
from web.context import context
from web.journal import did
from web.rules import needs

reviewed = Blueprint("reviewed", __name__)

SIDE = 256  # longest side of a picture
ROWS = 500  # read at once
NOTE = """Faces of one job by what people said of them: browline train --config reviewed --data takes this
archive, packed or unpacked.

{faces}
One picture in five is in Validation, to measure what the others teach: all faces of a picture, and all of a
video, are on one side. labels.csv names them by the column dup_cluster.

Left out: {unclear} called unclear, {not_a_face} called not a face.
Not in here because their pictures could not be read: {missing}.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One face in the archive, by the columns that training reads."""

    file: str
    gender: str
    split: str
    dup_cluster: str


@dataclass(slots=True)
class Tally:
    """What has gone into an archive, and what could not."""

    kept: list[Kept] = field(default_factory=list)
    missing: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def note(self) -> str:
        """The archive's README."""
        counts = Counter((one.split, one.gender) for one in self.kept)
        lines = [
            f"{folder}/{label.capitalize()}: {counts[folder, label]}"
            for folder in ("Training", "Validation")
            for label in LABELS
        ]
        if any(not counts[folder, label] for folder in ("Training", "Validation") for label in LABELS):
            lines.append("Too few to train with: each of these folders needs a face. Review some more.")
        return NOTE.format(
            faces="\n".join(lines) + "\n",
            unclear=self.left_out["unclear"],
            not_a_face=self.left_out["not_a_face"],
            missing=self.missing,
        )


@reviewed.get("/jobs/<uuid:job_id>/reviewed.zip")
@needs("uploader")
def as_zip(job_id: object) -> Response:
    """All filtered faces of a job that people called female or male."""
    asked = result_filter()
    # In the order of their coming, which no word that is said meanwhile changes.
    chosen = replace(asked, sort="created", reviewed=True if asked.reviewed is None else asked.reviewed)
    with context().database.read() as connection:
        job = get_job(connection, current_account(), str(job_id))
        groups = settled_groups(connection, job.id, chosen)
    if not any(group.label in LABELS for group in groups):
        raise Conflict(
            "Nobody has called a face of these female or male yet, so there is nothing to train with. "
            "Review some first.",
            "nothing_reviewed",
        )
    with context().database.write(synced=False) as connection:
        did(connection, "export", job.id)
    response = Response(
        stream_with_context(_zipped(job.id, chosen, split(groups))), content_type="application/zip"
    )
    response.headers["Content-Disposition"] = attachment(named(job.name, asked), "-reviewed.zip")
    return response


def place_of(row: ResultRow, splits: Splits) -> Kept:
    """Where in the archive a face lies."""
    cluster, label = cluster_of(row), str(row.reviewed_label)
    folder = splits.of(cluster)
    return Kept(f"{folder}/{label.capitalize()}/{row.face_id}.jpg", label, folder, cluster)


def _zipped(job_id: str, chosen: ResultFilter, splits: Splits) -> Iterator[bytes]:
    """The archive in pieces, a face each: it is never held whole."""
    buffer, tally = Pieces(), Tally()
    with zipfile.ZipFile(buffer, "w") as archive:
        for row in _settled(job_id, chosen):
            if row.reviewed_label not in LABELS:
                tally.left_out[str(row.reviewed_label)] += 1
                continue
            try:
                kept = place_of(row, splits)
                archive.writestr(kept.file, _picture(row))
                tally.kept.append(kept)
            except (BlobMissing, ImageError, NotFound):  # the job may be deleted meanwhile
                tally.missing += 1
            yield buffer.taken()
        columns = ("file", "gender", "split", "dup_cluster")
        archive.writestr("labels.csv", "".join(csv_lines(tally.kept, columns)))
        made = {"job_id": job_id, "made_at": utc_now().isoformat(), "faces": len(tally.kept)}
        archive.writestr("reviewed.json", json.dumps(made, indent=1))
        archive.writestr("README.txt", tally.note())
    yield buffer.taken()


def _settled(job_id: str, chosen: ResultFilter) -> Iterator[ResultRow]:
    """Page by page, each in a transaction of its own: who downloads slowly holds no connection meanwhile."""
    cursor = None
    while True:
        with context().database.read() as connection:
            page = results_page(connection, job_id, chosen, ROWS, cursor)
        yield from page.items
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
