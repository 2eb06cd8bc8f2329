"""The part of a job's page about people: who settles its faces, how many each needs, and what is disputed."""

from dataclasses import dataclass

from flask import Blueprint, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from core.accounts.roles import may
from core.errors import Invalid
from core.jobs.access import check_own
from core.jobs.reviewers import JobReviewerView, list_reviewers
from core.jobs.state import JobView
from core.reviews.ask import set_opinions
from core.reviews.queue import Question, count_open
from core.reviews.standing import MOST_OPINIONS
from web.api.reviewers import share_with, unshare_with
from web.auth import asker, current_account
from web.context import context
from web.journal import did
from web.pages.telling import back_to, tells
from web.rules import needs
from web.words import gettext, ngettext

reviewers = Blueprint("reviewers_page", __name__)

PAGE = "job_page.show"
MANY = 1000  # disputed faces; more are not counted
ABOUT_NAMES = {"no_such_account", "not_shared"}
CARD = "reviewers"  # the part of the page, far down, that the forms are on
TELLS = tells(PAGE, "job_id", also=ABOUT_NAMES, anchor=CARD)


@dataclass(frozen=True, slots=True)
class People:
    """Who settles a job's faces, and how many wait for somebody who decides."""

    people: list[JobReviewerView]
    disputed: int  # counted to `many` and one
    most: int = MOST_OPINIONS
    many: int = MANY

    @property
    def several(self) -> bool:
        """Whether anybody but the owner has to do with it."""
        return len(self.people) > 1


def people_of(connection: Connection, job: JobView) -> People:
    """Read it."""
    decides = job.opinions > 1 and may(asker().role, "reviewer")
    asked = Question(job.id, "disputed")
    disputed = count_open(connection, current_account(), asked, MANY + 1) if decides else 0
    return People(list(list_reviewers(connection, current_account(), job.id)), disputed)


@reviewers.post("/jobs/<uuid:job_id>/reviewers")
@needs("uploader")
@tells(PAGE, "job_id", also=ABOUT_NAMES, anchor=CARD, keep="name")
def add(job_id: object) -> Response:
    """Share the job with the account of this name."""
    name = share_with(str(job_id), request.form.get("name", ""))
    return _back(job_id, gettext("%(name)s reviews this job now.", name=name))


@reviewers.post("/jobs/<uuid:job_id>/reviewers/remove")
@needs("uploader")
@TELLS
def remove(job_id: object) -> Response:
    """Share it with them no more."""
    name = unshare_with(str(job_id), request.form.get("name", ""))
    said = gettext("%(name)s sees nothing of this job any more; their reviews stay.", name=name)
    return _back(job_id, said)


@reviewers.post("/jobs/<uuid:job_id>/opinions")
@needs("uploader")
@TELLS
def opinions(job_id: object) -> Response:
    """Ask for another number of opinions a face."""
    with context().database.write() as connection:
        check_own(connection, current_account(), str(job_id))
        asked = _number()
        set_opinions(connection, current_account(), str(job_id), asked)
        did(connection, "change", str(job_id))
    said = ngettext(
        "Each face is asked of %(num)s person.", "Each face is asked of %(num)s different people.", asked
    )
    return _back(job_id, said)


def _back(job_id: object, said: str) -> Response:
    return back_to(PAGE, said, job_id=job_id, _anchor=CARD)


def _number() -> int:
    text = request.form.get("opinions", "")
    if text not in {"1", "2", "3"}:
        raise Invalid("opinions must be 1, 2 or 3.", "invalid_opinions")
    return int(text)
