"""Results of a job: pages, and the same filter as CSV or JSON lines."""

from collections.abc import Callable, Iterable, Iterator

from flask import Blueprint, Response, jsonify, request, stream_with_context

from core.jobs.state import JobView, get_job
from core.results.export import csv_lines, jsonl_lines, row_json
from core.results.filters import ResultFilter
from core.results.page import results_page, stream_results
from core.results.row import ResultRow, columns_of
from web.api.fields import limit, result_filter
from web.auth import current_account
from web.context import context
from web.journal import did, saw
from web.rules import needs

results = Blueprint("results", __name__)

Writer = Callable[[Iterable[ResultRow], JobView], Iterator[str]]


@results.get("/jobs/<uuid:job_id>/results")
@needs("uploader")
def page(job_id: object) -> Response:
    """One page of the filtered rows."""
    chosen, asked = result_filter(), limit(100)
    with context().database.read() as connection:
        get_job(connection, current_account(), str(job_id))
        saw(str(job_id))
        found = results_page(connection, str(job_id), chosen, asked, request.args.get("cursor") or None)
    return jsonify(items=[row_json(row) for row in found.items], next_cursor=found.next_cursor)


@results.get("/jobs/<uuid:job_id>/results.csv")
@needs("uploader")
def as_csv(job_id: object) -> Response:
    """All filtered rows as CSV, in the order of the page."""
    return _export(str(job_id), "csv", "text/csv; charset=utf-8", _csv)


def _csv(rows: Iterable[ResultRow], job: JobView) -> Iterator[str]:
    return csv_lines(rows, columns_of(videos=job.video_count > 0))


@results.get("/jobs/<uuid:job_id>/results.jsonl")
@needs("uploader")
def as_jsonl(job_id: object) -> Response:
    """All filtered rows, one JSON object a line."""
    return _export(str(job_id), "jsonl", "application/jsonl", lambda rows, _: jsonl_lines(rows))


def _export(job_id: str, suffix: str, content_type: str, writer: Writer) -> Response:
    chosen = result_filter()
    with context().database.read() as connection:
        job = get_job(connection, current_account(), job_id)
    with context().database.write(synced=False) as connection:
        did(connection, "export", job_id)
    response = Response(stream_with_context(_stream(job, chosen, writer)), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="browline-{job_id}.{suffix}"'
    return response


def _stream(job: JobView, chosen: ResultFilter, writer: Writer) -> Iterator[str]:
    """The whole export from one snapshot of the database, in pieces worth a packet."""
    with context().database.read() as connection:
        pieces: list[str] = []
        for count, line in enumerate(writer(stream_results(connection, job.id, chosen), job)):
            pieces.append(line)
            if count % 200 == 199:
                yield "".join(pieces)
                pieces.clear()
        yield "".join(pieces)
