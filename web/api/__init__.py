"""The HTTP API, version 1: one blueprint a resource."""

from flask import Blueprint

from web.api.again import again
from web.api.asking import asking
from web.api.docs import docs, docs_page
from web.api.exports import exports
from web.api.health import health
from web.api.images import images
from web.api.in_bulk import bulk
from web.api.jobs import jobs
from web.api.model import model
from web.api.pictures import pictures
from web.api.results import results
from web.api.reviewed import reviewed
from web.api.reviewers import reviewers
from web.api.reviews import reviews
from web.api.snapshots import snapshots
from web.api.videos import videos

api = Blueprint("api", __name__, url_prefix="/api/v1")
for _resource in (
    jobs, again, reviewers, images, videos, results, bulk, exports, asking, reviews, reviewed, snapshots,
    pictures, model, docs, health,
):  # fmt: skip
    api.register_blueprint(_resource)

AT_THE_ROOT = (health, docs_page)  # probes look there, and people read there
