"""Deleting everything that one's own account holds."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from core.errors import Invalid
from core.forget import forget_data
from web.auth import asker
from web.context import context
from web.journal import deed
from web.pages.telling import back_to, tells
from web.rules import needs
from web.words import ngettext

own_data = Blueprint("own_data", __name__)

PAGE = "account_page.show"


@own_data.post("/account/data/delete")
@needs("uploader")
@tells(PAGE)
def delete() -> Response:
    """Delete all jobs, with images, videos and results; the account's name has to be typed for it."""
    if request.form.get("confirm", "").strip().lower() != asker().name:
        raise Invalid("That is not the name of this account; nothing was deleted.", "not_confirmed")
    here = context()
    jobs = forget_data(here.database, here.blobs, asker().id, deed("forget", asker().id))
    said = ngettext("Everything is deleted: %(num)s job.", "Everything is deleted: %(num)s jobs.", jobs)
    return back_to(PAGE, said)
