"""A job's page of trust: how often the model was right, by a random sample that people have settled."""

from flask import Blueprint, render_template

from core.jobs.state import get_job
from core.reviews.sample import confidences_below, count_faces, settled_sample
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
        sample = settled_sample(connection, job.id)
        faces = count_faces(connection, job.id)
        left = confidences_below(connection, job.id, THRESHOLDS)
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
