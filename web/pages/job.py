"""A job's page: how far it is, and its results filtered and sorted by the address."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from core.accounts.roles import may
from core.jobs.state import JobView, get_job
from core.labels import AGE_GROUPS
from core.presence import present_workers
from core.results.filters import ResultFilter
from core.results.page import count_results, results_page, told
from core.reviews.queue import Question, count_open
from core.videos.views import list_videos
from web.api.fields import result_filter
from web.auth import asker, current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.flags import FLAGS
from web.pages.fragments import fragment
from web.pages.frame import AROUND, years
from web.pages.progress import under_way
from web.pages.reviewers import people_of
from web.pages.versions_of_job import versions_of_job
from web.rules import needs
from web.words import gettext

job = Blueprint("job_page", __name__)

PAGE = 50
VIDEOS = 20  # in the page
MANY = 1000  # faces to review; more are not counted


@dataclass(frozen=True, slots=True)
class Headline:
    """A number that is a link to the rows it counts."""

    word: str
    kind: str
    count: int
    chosen: ResultFilter


@job.get("/jobs/<uuid:job_id>")
@needs("uploader")
def show(job_id: object) -> str:
    """The whole page."""
    return render_template(
        "job.html",
        **_parts(str(job_id)),
        max_bytes=context().limits.max_bytes,
        max_video_bytes=context().video_limits.max_bytes,
    )


@job.get("/jobs/<uuid:job_id>/live")
@needs("uploader")
def live(job_id: object) -> Response:
    """What changes while the job works, for the page's script."""
    return fragment("job/live.html", **_parts(str(job_id)))


def _parts(job_id: str) -> dict[str, object]:
    chosen, cursor = result_filter(), request.args.get("cursor") or None
    with context().database.read() as connection:
        found = get_job(connection, current_account(), job_id)
        saw(job_id)
        shown = _shown(chosen, found)
        page = results_page(connection, job_id, shown, PAGE, cursor)
        headlines = _headlines(connection, found, shown)
        matching = _matching(connection, job_id, shown, headlines)
        says = told(connection, job_id)
        workers = present_workers(connection) if under_way(found) else []
        to_review = _to_review(connection, found)
        versions = versions_of_job(connection, found)
        people = people_of(connection, found)
        videos = list_videos(connection, job_id, VIDEOS) if found.video_count else []
    return {
        "job": found,
        "page": page,
        "chosen": chosen,
        "shown": shown,
        "first_page": cursor is None,
        "headlines": headlines,
        "matching": matching,
        "says": says,
        "view": view_query,
        "ages": [(group, years(group)) for group in AGE_GROUPS],
        "flaws": [(word, flag.word) for word, flag in FLAGS.items()],
        "workers": workers,
        "videos": videos,
        "to_review": to_review,
        "versions": versions,
        "people": people,
        "many": MANY,
        "around": AROUND,
    }


def _to_review(connection: Connection, job: JobView) -> int:
    """How many faces (counted to `MANY` and one) wait for a person once a job is at rest; 0 for others."""
    if under_way(job) or not job.counts.uncertain or not may(asker().role, "reviewer"):
        return 0
    return count_open(connection, current_account(), Question(job.id), MANY + 1)


def _shown(chosen: ResultFilter, job: JobView) -> ResultFilter:
    """What the page shows where the address does not say: of videos, people."""
    return replace(chosen, rows=chosen.rows or ("people" if job.video_count else "faces"))


def _headlines(connection: Connection, job: JobView, shown: ResultFilter) -> list[Headline]:
    """The job's numbers in rows, so that each is exactly what its link shows."""

    def headline(word: str, kind: str, count: int | None = None, **words: Any) -> Headline:  # noqa: ANN401
        chosen = ResultFilter(rows=shown.rows, **words)
        counted = count_results(connection, job.id, chosen) if count is None else count
        return Headline(word, kind, counted, chosen)

    # Frames with nobody in them are no rows among people.
    faceless = None if shown.rows == "people" else job.counts.no_face
    rows = [
        *(
            headline(str(view_query.NAMES[word]), word, decision=word)
            for word in ("female", "male", "uncertain")
        ),
        headline(gettext("No face"), "no_face", faceless, status="no_face"),
        headline(gettext("Failed"), "failed", job.counts.failed, status="failed"),
    ]
    return [headline(gettext("All"), "all", sum(row.count for row in rows)), *rows]


def _matching(connection: Connection, job_id: str, shown: ResultFilter, headlines: list[Headline]) -> int:
    """How many rows the filter keeps; most filters are a headline, which has counted them already."""
    for headline in headlines:
        if replace(shown, sort="created") == headline.chosen:
            return headline.count
    return count_results(connection, job_id, shown)
