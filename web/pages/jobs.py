"""The front page: the drop zone, and the jobs below it."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from core.accounts.roles import may
from core.jobs.actions import list_jobs
from core.results.counted import count_reviewed, count_uncertain
from core.results.headcount import headcount_of_people
from web.api.fields import job_request, truth
from web.api.listing import page_of, seen_last
from web.auth import asker, current_account
from web.context import context
from web.pages.flags import FLAGS
from web.pages.fragments import fragment
from web.rules import needs

jobs = Blueprint("jobs_page", __name__)

PAGE = 25
FEW = 1000  # people of a job, or frames beside photos, that are counted here; of more its own page tells


@jobs.get("/")
@needs("uploader")
def index() -> str:
    """The drop zone, with the threshold that the address names, and the first jobs."""
    asked = job_request(request.args, default_name="")
    return render_template(
        "jobs.html",
        **_listing(),
        max_bytes=context().limits.max_bytes,
        max_video_bytes=context().video_limits.max_bytes,
        threshold=asked.threshold,
        doubted=asked.uncertain_flags,
        flag_choices=FLAGS.items(),
    )


@jobs.get("/jobs/list")
@needs("uploader")
def rows() -> Response:
    """The jobs alone, for the page's script."""
    return fragment("jobs/list.html", **_listing())


@jobs.get("/jobs")
@needs("uploader")
def elsewhere() -> Response:
    """The list of jobs is the front page, for who guesses its address from a job's."""
    return redirect("/")


def _listing() -> dict[str, object]:
    """One's own jobs and the newest that are shared with oneself; or these, with `shared` in the address."""
    before, only_shared, me = seen_last(), truth("shared") or False, current_account()
    with context().database.read() as connection:
        found = list_jobs(connection, me, PAGE + 1, before, shared=only_shared)
        besides = before is None and not only_shared
        shared = list_jobs(connection, me, PAGE + 1, shared=True) if besides else []
        shown = [job.id for job in (*found, *shared)]
        reviewed, uncertain = count_reviewed(connection, shown), count_uncertain(connection, shown)
        # Of a video's job the rows are people, as on its own page, and not the faces of every frame.
        people = {
            job.id: headcount_of_people(connection, job.id, FEW)
            for job in (*found, *shared)
            if job.video_count
        }
    page = page_of(found, PAGE)
    return {
        "jobs": page.items,
        "first_page": before is None,
        "next_cursor": page.next_cursor,
        "only_shared": only_shared,
        "reviewed": reviewed,
        "uncertain": uncertain,
        "people": people,
        "shared": shared[:PAGE],
        "more_shared": len(shared) > PAGE,
        "runs_it": may(asker().role, "admin"),  # whose terminal it is, and whose the drawn jobs are
    }
