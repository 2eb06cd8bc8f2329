"""Results of a job, page by page."""

from flask import Blueprint, Response, jsonify, request

from core.jobs.access import check_visible
from core.results.export import row_json
from core.results.page import results_page
from web.api.fields import limit, result_filter
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.rules import needs

results = Blueprint("results", __name__)


@results.get("/jobs/<uuid:job_id>/results")
@needs("uploader")
def page(job_id: object) -> Response:
    """One page of the filtered rows."""
    chosen, asked = result_filter(), limit(100)
    with context().database.read() as connection:
        check_visible(connection, current_account(), str(job_id))
        saw(str(job_id))
        found = results_page(connection, str(job_id), chosen, asked, request.args.get("cursor") or None)
    return jsonify(items=[row_json(row) for row in found.items], next_cursor=found.next_cursor)
