"""What is taken away of a job as a file: its results and reviews, exactly those of a filter, streamed."""

import codecs
import errno
import logging
import time
from collections.abc import Callable, Iterator

from flask import Blueprint, Response, stream_with_context
from sqlalchemy import Connection

from core.jobs.state import JobView, get_job
from core.results.export import csv_lines, jsonl_lines
from core.results.filters import ResultFilter
from core.results.page import stream_results
from core.results.parquet import parquet_pieces
from core.results.row import columns_of
from core.reviews.export import REVIEW_COLUMNS, stream_reviews
from web.api.download import attachment, named
from web.api.fields import result_filter, truth
from web.auth import current_account
from web.context import context
from web.journal import did
from web.rules import needs

exports = Blueprint("exports", __name__)

PACKET = 64_000  # bytes, about, that are worth sending
MOST_SECONDS = 3600.0  # of one export, however slowly it is read: its transaction holds up whoever migrates
CSV, JSONL = "text/csv; charset=utf-8", "application/jsonl"
PARQUET = "application/vnd.apache.parquet"

log = logging.getLogger(__name__)


class ExportTooSlow(ConnectionAbortedError):
    """An export takes too long; its connection is cut, by which its reader sees that it is not whole."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "the export was read too slowly")


Writer = Callable[[Connection, JobView, ResultFilter], Iterator[str] | Iterator[bytes]]


@exports.get("/jobs/<uuid:job_id>/results.csv")
@needs("uploader")
def as_csv(job_id: object) -> Response:
    """All filtered rows as CSV, in the order of the page."""
    return _export(str(job_id), "csv", CSV, _csv, may_be_marked=True)


@exports.get("/jobs/<uuid:job_id>/results.jsonl")
@needs("uploader")
def as_jsonl(job_id: object) -> Response:
    """All filtered rows, one JSON object a line."""
    return _export(str(job_id), "jsonl", JSONL, lambda *asked: jsonl_lines(_rows(*asked)))


@exports.get("/jobs/<uuid:job_id>/results.parquet")
@needs("uploader")
def as_parquet(job_id: object) -> Response:
    """All filtered rows as Parquet, in the order of the page."""
    return _export(str(job_id), "parquet", PARQUET, _parquet)


@exports.get("/jobs/<uuid:job_id>/reviews.csv")
@needs("uploader")
def reviews_csv(job_id: object) -> Response:
    """All that was said of the filtered faces, the oldest first, as CSV."""
    return _export(str(job_id), "reviews.csv", CSV, _reviews_csv, may_be_marked=True)


@exports.get("/jobs/<uuid:job_id>/reviews.jsonl")
@needs("uploader")
def reviews_jsonl(job_id: object) -> Response:
    """All that was said of the filtered faces, the oldest first, one JSON object a line."""
    return _export(
        str(job_id),
        "reviews.jsonl",
        JSONL,
        lambda *asked: jsonl_lines(_words(*asked)),
    )


def _columns(job: JobView) -> tuple[str, ...]:
    return columns_of(videos=job.video_count > 0, again=job.again_of is not None)


def _rows(connection: Connection, job: JobView, chosen: ResultFilter) -> Iterator[object]:
    return stream_results(connection, job.id, chosen)


def _csv(connection: Connection, job: JobView, chosen: ResultFilter) -> Iterator[str]:
    return csv_lines(_rows(connection, job, chosen), _columns(job))


def _parquet(connection: Connection, job: JobView, chosen: ResultFilter) -> Iterator[bytes]:
    rows = stream_results(connection, job.id, chosen)
    return parquet_pieces(rows, _columns(job))


def _reviews_csv(connection: Connection, job: JobView, chosen: ResultFilter) -> Iterator[str]:
    return csv_lines(_words(connection, job, chosen), REVIEW_COLUMNS)


def _words(connection: Connection, job: JobView, chosen: ResultFilter) -> Iterator[object]:
    return stream_reviews(connection, current_account(), job.id, chosen)


def _export(
    job_id: str, ending: str, content_type: str, writer: Writer, *, may_be_marked: bool = False
) -> Response:
    """The answer; a CSV begins with a byte order mark where `bom` asks for it, by which Excel knows UTF-8."""
    chosen = result_filter(("bom",) if may_be_marked else ())
    start = codecs.BOM_UTF8 if truth("bom") else b""
    with context().database.read() as connection:
        job = get_job(connection, current_account(), job_id)
    with context().database.write(synced=False) as connection:
        did(connection, "export", job_id)
    response = Response(stream_with_context(_packets(job, chosen, writer, start)), content_type=content_type)
    response.headers["Content-Disposition"] = attachment(
        named(job.name, chosen), f"-{ending}" if ending.startswith("reviews") else f".{ending}"
    )
    return response


def _packets(job: JobView, chosen: ResultFilter, writer: Writer, start: bytes) -> Iterator[bytes]:
    """The whole export from one snapshot of the database, in pieces worth a packet.

    Raises `ExportTooSlow` after `MOST_SECONDS`.
    """
    gathered, deadline = bytearray(start), time.monotonic() + MOST_SECONDS
    with context().database.read() as connection:
        for piece in writer(connection, job, chosen):
            gathered += piece.encode() if isinstance(piece, str) else piece
            if len(gathered) >= PACKET:
                yield bytes(gathered)
                gathered.clear()
                if time.monotonic() > deadline:
                    log.warning("an export was read too slowly, and is cut off after %.0f s", MOST_SECONDS)
                    raise ExportTooSlow
        yield bytes(gathered)
