"""A job's page of trust: how often the model was right, by a random sample that people have settled."""

from flask import Blueprint, render_template

from core.jobs.state import get_job
from core.results.tally import of_job, places
from core.results.thresholds import left_uncertain
from core.reviews.sample import count_faces, settled_sample
from core.reviews.trust import THRESHOLDS, WITHIN, trust
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.rules import needs

trust_page = Blueprint("trust_page", __name__)


@trust_page.get("/jobs/<uuid:job_id>/trust")
@needs("uploader")
def show(job_id: object) -> str:
    """The page."""
    with context().database.read() as connection:
        job = get_job(connection, current_account(), str(job_id))
        scope = of_job(connection, job.id)
        sample = settled_sample(connection, scope.which)
        faces = sum(count_faces(connection, scope.which).values())
        left = left_uncertain(places(connection, scope), [round(1000 * each) for each in THRESHOLDS])
    saw(job.id)
    return render_template(
        "trust.html",
        job=job,
        trust=trust(sample, faces),
        left=dict(zip(THRESHOLDS, left, strict=True)),
        within=WITHIN,
        faces=faces,
        view=view_query,
    )
