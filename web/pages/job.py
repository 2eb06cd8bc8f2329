"""A job's page: how far it is, and its results filtered and sorted by the address."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, request
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from core.accounts.roles import may
from core.clock import utc_now
from core.jobs.state import JobView, get_job
from core.labels import AGE_GROUPS, FLAWLESS, LABELS
from core.presence import present_workers
from core.results.filters import ResultFilter
from core.results.headcount import headcount
from core.results.page import Page, read_cursor, results_page, told, with_several_faces
from core.reviews.queue import Question, count_open
from core.reviews.splits import Kept, count_kept
from core.videos.views import list_videos
from web.api.fields import result_filter
from web.auth import asker, current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.flags import FLAGS
from web.pages.fragments import fragment
from web.pages.frame import AROUND, years
from web.pages.layout import LAYOUTS, WORDS, Layout, layout
from web.pages.percentages import as_shares
from web.pages.pieces import in_pieces, or_notice, pieces_of
from web.pages.progress import under_way
from web.pages.reviewers import people_of
from web.pages.versions_of_job import versions_of_job
from web.rules import needs
from web.words import gettext

job = Blueprint("job_page", __name__)

PAGES = {"table": 50, "gallery": 120}  # rows in each
FOLDS = {"table": 16, "gallery": 36}  # those that are painted first: no window shows more
VIDEOS = 20  # in the page
MANY = 1000  # faces to review, or to learn from; more are not counted


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says of the rows."""

    chosen: ResultFilter
    laid: Layout
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Headline:
    """A number that is a link to the rows it counts."""

    word: str
    kind: str
    count: int
    chosen: ResultFilter
    settled: int = 0  # by people, of uncertain ones


@job.get("/jobs/<uuid:job_id>")
@needs("uploader")
def show(job_id: object) -> Response:
    """The whole page; its head is on its way before its rows are asked for."""
    elsewhere = as_shares(request.args)
    if elsewhere is not None:
        return redirect(f"/jobs/{job_id}{elsewhere}")
    with context().database.read() as connection:
        found = get_job(connection, current_account(), str(job_id))
    saw(found.id)
    return in_pieces(
        "job.html",
        job=found,
        age=int(1000 * (utc_now() - found.created_at).total_seconds()),
        live=or_notice(_live(found, _asked())),
        people=or_notice(_people(found)),
        max_bytes=context().limits.max_bytes,
        max_video_bytes=context().video_limits.max_bytes,
    )


@job.get("/jobs/<uuid:job_id>/live")
@needs("uploader")
def live(job_id: object) -> Response:
    """What changes while the job works, for the page's script."""
    with context().database.read() as connection:
        found = get_job(connection, current_account(), str(job_id))
        parts = _parts(connection, found, _asked())
    saw(found.id)
    return fragment("job/live.html", **parts)


def _asked() -> Asked:
    asked = Asked(result_filter(WORDS), layout(), request.args.get("cursor") or None)
    if asked.cursor is not None:
        read_cursor(asked.chosen.sort, asked.cursor)  # a bad one is refused before anything is sent
    return asked


def _live(found: JobView, asked: Asked) -> Iterator[Markup]:
    with context().database.read() as connection:
        parts = _parts(connection, found, asked)
    yield from pieces_of("job/live.html", **parts)


def _people(found: JobView) -> Iterator[Markup]:
    with context().database.read() as connection:
        people = people_of(connection, found)
    yield from pieces_of("job/reviewers.html", job=found, people=people)


def _parts(connection: Connection, found: JobView, asked: Asked) -> dict[str, object]:
    chosen, laid, cursor = asked.chosen, asked.laid, asked.cursor
    shown = _shown(chosen, found)
    page = results_page(connection, found.id, shown, PAGES[laid.name], cursor)
    headlines = _headlines(connection, found, shown)
    kept = _kept(connection, found.id, shown, headlines, page if cursor is None else None)
    return {
        "job": found,
        "page": page,
        "chosen": chosen,
        "layout": laid,
        "layouts": LAYOUTS,
        "fold": FOLDS[laid.name],
        "shown": shown,
        "kept": shown if found.video_count else chosen,  # what the rows' own pages know of this one
        "first_page": cursor is None,
        "headlines": headlines,
        "failures": headlines[-1].count,
        "matching": kept.rows,
        "several": with_several_faces(
            connection, found.id, [row.image_id for row in page.items if row.image_id]
        ),
        "says": told(connection, found.id),
        "view": view_query,
        "ages": [(group, years(group)) for group in AGE_GROUPS],
        "flaws": [(FLAWLESS, gettext("None")), *((word, flag.word) for word, flag in FLAGS.items())],
        "workers": present_workers(connection) if under_way(found) else [],
        "videos": list_videos(connection, found.id, VIDEOS) if found.video_count else [],
        "to_review": _to_review(connection, found),
        "versions": versions_of_job(connection, found),
        "many": MANY,
        "teaching": kept.settled,
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
    counted = headcount(connection, job.id, shown.rows)

    def headline(word: str, kind: str, **words: Any) -> Headline:  # noqa: ANN401
        settled = counted.settled if kind == "uncertain" else 0
        return Headline(word, kind, getattr(counted, kind), ResultFilter(rows=shown.rows, **words), settled)

    return [
        headline(gettext("All"), "all"),
        *(
            headline(str(view_query.NAMES[word]), word, decision=word)
            for word in ("female", "male", "uncertain")
        ),
        headline(gettext("No face"), "no_face", status="no_face"),
        headline(gettext("Failed"), "failed", status="failed"),
    ]


def _kept(
    connection: Connection, job_id: str, shown: ResultFilter, headlines: list[Headline], first: Page | None
) -> Kept:
    """What the filter keeps: a first page that holds all tells, and a headline may have counted the rows."""
    if first is not None and first.next_cursor is None:
        return Kept(len(first.items), sum(row.reviewed_label in LABELS for row in first.items))
    counted = (headline.count for headline in headlines if replace(shown, sort="created") == headline.chosen)
    return count_kept(connection, job_id, shown, next(counted, None))
