"""The pages of trust, of a job and of all: how often the model is right, and what a threshold would do."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from core.jobs.access import owned_by
from core.jobs.drawn import has_drawn, is_drawn
from core.jobs.state import get_job
from core.results.tally import Told, of_account, of_job, places, told
from core.reviews.overall import by_version, overall
from core.reviews.sample import Settled, count_asked_about, count_faces, settled_sample, with_reviews
from core.reviews.trust import WITHIN, trust
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.agreement import agreement_view
from web.pages.chart import Chart
from web.pages.confusion import matrix_of
from web.pages.drift import confidence_by_day, days_of, decisions_by_day
from web.pages.fragments import fragment
from web.pages.threshold import Slider, slider_of
from web.pages.trust_charts import answered, histogram, reliability
from web.pages.versions import right_of
from web.rules import needs

trust_page = Blueprint("trust_page", __name__)


@trust_page.get("/jobs/<uuid:job_id>/trust")
@needs("uploader")
def show(job_id: object) -> str:
    """A job's page."""
    values = _of_job(str(job_id))
    with context().database.read() as connection:
        agreed = agreement_view(connection, current_account(), str(job_id))
    return render_template("trust.html", **values, agreement=agreed)


@trust_page.get("/jobs/<uuid:job_id>/trust/numbers")
@needs("uploader")
def numbers(job_id: object) -> Response:
    """What changes with the threshold, for the page's script."""
    return fragment("trust/numbers.html", **_of_job(str(job_id)))


@trust_page.get("/jobs/<uuid:job_id>/threshold")
@needs("uploader")
def threshold(job_id: object) -> str:
    """The slider alone, for the job's page."""
    with context().database.read() as connection:
        job = get_job(connection, current_account(), str(job_id))
        scope = of_job(connection, job.id)
        slider = slider_of(places(connection, scope), job.threshold, settled_sample(connection, scope))
    saw(job.id)
    return render_template("job/threshold.html", job=job, slider=slider)


@trust_page.get("/trust")
@needs("uploader")
def everything() -> str:
    """The page of all jobs of the account."""
    with context().database.read() as connection:
        scope = of_account(connection, current_account())
        drawn = has_drawn(connection, owned_by(current_account()))
        sample = settled_sample(connection, with_reviews(scope))
        sampled = count_faces(connection, with_reviews(scope))
        cells = told(connection, scope)
        values = _values(cells, sample, count_asked_about(connection, scope))
        charts = [histogram(places(connection, scope), None)] if cells else []
    whole = overall(sample, sampled)
    return render_template(
        "trust.html",
        **values,
        job=None,
        drawn=drawn,
        accuracy=whole.accuracy,
        whole=whole,
        versions=by_version(sample, sampled),
        charts=[*_from_sample(values), *charts],
    )


def _of_job(job_id: str) -> dict[str, object]:
    with context().database.read() as connection:
        job = get_job(connection, current_account(), job_id)
        scope = of_job(connection, job.id)
        sample = settled_sample(connection, scope)
        values = _values(told(connection, scope), sample, count_asked_about(connection, scope))
        by_confidence = places(connection, scope)
        drawn = is_drawn(connection, job.id)
    saw(job.id)
    slider = slider_of(by_confidence, job.threshold, sample)
    charts = [histogram(by_confidence, job.threshold)] if by_confidence else []
    return values | {
        "job": job,
        "drawn": drawn,
        "accuracy": values["trust"].accuracy,  # type: ignore[attr-defined]
        "slider": slider,
        "answered": _answered(slider),
        "charts": [*_from_sample(values), *charts],
    }


def _values(cells: Sequence[Told], sample: Sequence[Settled], asked: int) -> dict[str, object]:
    """`asked` is how many faces people may be asked about: of a person in a video one."""
    days = days_of(cells)
    several = len(days) > 1
    return {
        "trust": trust(sample, asked),
        "asked": asked,
        "faces": sum(cell.faces for cell in cells),
        "within": WITHIN,
        "reviewed": right_of(cells),
        "said": sum(cell.faces for cell in cells if cell.said is not None),
        "said_uncertain": sum(cell.faces for cell in cells if cell.said is not None and cell.uncertain),
        "sampled": matrix_of((face.label, face.said, 1) for face in sample),
        "all_reviewed": matrix_of((cell.label, cell.said, cell.faces) for cell in cells if cell.said),
        "view": view_query,
        "drift": [decisions_by_day(days), confidence_by_day(days)] if several else [],
    }


def _from_sample(values: Mapping[str, object]) -> list[Chart]:
    bins = values["trust"].reliability  # type: ignore[attr-defined]
    return [reliability(bins)] if bins else []


def _answered(slider: Slider) -> Chart | None:
    """Nothing is known of what is right before somebody has settled a face."""
    return answered(slider.steps, slider.faces) if any(step.right for step in slider.steps) else None
