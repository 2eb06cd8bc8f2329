"""One's own account: API tokens, the password, signing out everywhere."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from core.accounts.passwords import SHORTEST, hash_password
from core.accounts.records import account_by_id, end_sessions, set_password
from core.accounts.roles import MEANINGS
from core.accounts.tokens import create_token, list_tokens, revoke_token
from core.errors import Invalid
from web.auth import asker, current_account, sign_in_session
from web.context import context
from web.journal import did
from web.pages.meanings import ROLE_NAMES
from web.pages.telling import back_to, tells
from web.passwords import account_of
from web.rules import needs
from web.words import gettext

account = Blueprint("account_page", __name__)

PAGE = "account_page.show"


@account.get("/account")
@needs("uploader")
def show() -> Response:
    """The page."""
    return _page()


@account.post("/account/tokens")
@needs("uploader")
@tells(PAGE)
def make_token() -> Response:
    """Make a token, and show it in the answer: it is kept nowhere else."""
    with context().database.write() as connection:
        secret = create_token(connection, current_account(), request.form.get("name", ""))
        did(connection, "account", current_account())
    return _page(secret)


@account.post("/account/tokens/<uuid:token_id>/revoke")
@needs("uploader")
def revoke(token_id: object) -> Response:
    """Make a token worthless."""
    with context().database.write() as connection:
        revoke_token(connection, str(token_id), current_account())
        did(connection, "account", current_account())
    return back_to(PAGE, gettext("The token is revoked."))


@account.post("/account/password")
@needs("uploader")
@tells(PAGE)
def change_password() -> Response:
    """Set another password; of the account's sessions this one alone goes on."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if asker().has_password and account_of(asker().name, old) is None:
        raise Invalid("The password now is another one; nothing was changed.", "wrong_password")
    if new != again:
        raise Invalid("The new password was not the same both times; nothing was changed.", "not_the_same")
    stored = hash_password(new)
    with context().database.write() as connection:
        set_password(connection, current_account(), stored)
        did(connection, "account", current_account())
        changed = account_by_id(connection, current_account())
    if changed is not None:
        sign_in_session(changed)
    return back_to(PAGE, gettext("The password is set. All other sessions have ended."))


@account.post("/account/sign-out-everywhere")
@needs("uploader")
def sign_out_everywhere() -> Response:
    """End all sessions of the account, this one too."""
    with context().database.write() as connection:
        end_sessions(connection, current_account())
        did(connection, "account", current_account())
    return back_to("sign_in.show")


def _page(secret: str = "") -> Response:
    with context().database.read() as connection:
        tokens = list_tokens(connection, current_account())
    page = render_template(
        "account.html",
        account=asker(),
        role_names=ROLE_NAMES,
        meaning=MEANINGS[asker().role],
        tokens=tokens,
        secret=secret,
        shortest=SHORTEST,
        retention_days=context().settings.retention_days,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
