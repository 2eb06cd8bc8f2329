"""A job's page: how far it is, and its results filtered and sorted by the address."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from core.jobs.state import JobView, get_job
from core.labels import AGE_GROUPS
from core.presence import present_workers
from core.results.filters import ResultFilter
from core.results.page import count_results, results_page, told
from core.videos.views import list_videos
from web.api.fields import result_filter
from web.auth import current_account
from web.context import context
from web.pages import view_query
from web.pages.flags import FLAGS
from web.pages.fragments import fragment
from web.pages.frame import AROUND, years
from web.pages.progress import under_way

job = Blueprint("job_page", __name__)

PAGE = 50
VIDEOS = 20  # in the page


@dataclass(frozen=True, slots=True)
class Headline:
    """A number that is a link to the rows it counts."""

    word: str
    kind: str
    count: int
    chosen: ResultFilter


@job.get("/jobs/<uuid:job_id>")
def show(job_id: object) -> str:
    """The whole page."""
    return render_template(
        "job.html",
        **_parts(str(job_id)),
        max_bytes=context().limits.max_bytes,
        max_video_bytes=context().video_limits.max_bytes,
    )


@job.get("/jobs/<uuid:job_id>/live")
def live(job_id: object) -> Response:
    """What changes while the job works, for the page's script."""
    return fragment("job/live.html", **_parts(str(job_id)))


def _parts(job_id: str) -> dict[str, object]:
    chosen, cursor = result_filter(), request.args.get("cursor") or None
    with context().database.read() as connection:
        found = get_job(connection, current_account(), job_id)
        page = results_page(connection, job_id, chosen, PAGE, cursor)
        headlines = _headlines(connection, found)
        matching = _matching(connection, job_id, chosen, headlines)
        says = told(connection, job_id)
        workers = present_workers(connection) if under_way(found) else []
        videos = list_videos(connection, job_id, VIDEOS) if found.video_count else []
    return {
        "job": found,
        "page": page,
        "chosen": chosen,
        "first_page": cursor is None,
        "headlines": headlines,
        "matching": matching,
        "says": says,
        "view": view_query,
        "ages": [(group, years(group)) for group in AGE_GROUPS],
        "flaws": [(word, flag.word) for word, flag in FLAGS.items()],
        "workers": workers,
        "videos": videos,
        "around": AROUND,
    }


def _headlines(connection: Connection, found: JobView) -> list[Headline]:
    """The job's numbers in rows, so that each is exactly what its link shows."""
    decided = [
        Headline(view_query.NAMES[word], word, count_results(connection, found.id, chosen), chosen)
        for word in ("female", "male", "uncertain")
        for chosen in [ResultFilter(decision=word)]
    ]
    ended = [
        Headline("No face", "no_face", found.counts.no_face, ResultFilter(status="no_face")),
        Headline("Failed", "failed", found.counts.failed, ResultFilter(status="failed")),
    ]
    rows = [*decided, *ended]
    return [Headline("All", "all", sum(row.count for row in rows), ResultFilter()), *rows]


def _matching(connection: Connection, job_id: str, chosen: ResultFilter, headlines: list[Headline]) -> int:
    """How many rows the filter keeps; most filters are a headline, which has counted them already."""
    for headline in headlines:
        if view_query.changed(chosen, sort="created") == view_query.query(headline.chosen):
            return headline.count
    return count_results(connection, job_id, chosen)
