"""Who is asking: a program with a bearer token, or a person with a session (and then with a CSRF token).

Tokens are for the API alone: with the pages one could make itself others, and take the account over.
"""

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from core.accounts.records import account_by_id
from core.accounts.roles import may
from core.accounts.sessions import end_session, has_ended
from core.accounts.tokens import note_use, token_holder
from core.accounts.types import AccountView
from core.errors import Forbidden, Unauthorised
from core.ids import new_id
from web.context import context
from web.rules import rule_of

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
OPEN_BYTES = 2**16  # that somebody may send before we know who it is
SESSION_ACCOUNT, SESSION_NUMBER, SESSION_ID = "account", "sessions", "id"


def install(app: Flask) -> None:
    """Make the app ask who is there before every page and every call, but for the few open ones."""
    CSRFProtect(app)  # gives the templates csrf_token()
    app.before_request(_admit)


def current_account() -> str:
    """The id of the account that asks."""
    return asker().id


def asker() -> AccountView:
    """The account that asks."""
    account: AccountView = g.account
    return account


def check_still_there() -> None:
    """Raise `Unauthorised` if the account that asks was removed while its request was under way."""
    with context().database.read() as connection:
        if account_by_id(connection, current_account()) is None:
            raise Unauthorised("This account was removed meanwhile; nothing was stored.")


def sign_in_session(account: AccountView) -> None:
    """Begin a session: nothing of what its cookie said before stays, the CSRF token neither."""
    session.clear()
    session[SESSION_ACCOUNT] = account.id
    session[SESSION_NUMBER] = account.sessions
    session[SESSION_ID] = new_id()
    session.permanent = True


def sign_out_session() -> None:
    """End the session of this cookie, for whoever has copied it too."""
    session_id = session.get(SESSION_ID)
    if session_id is not None:
        with context().database.write() as connection:
            end_session(connection, session_id)
    session.clear()


def known_session() -> AccountView | None:
    """The account that the session's cookie names, unless it is gone or the session has ended."""
    account_id, session_id = session.get(SESSION_ACCOUNT), session.get(SESSION_ID)
    if account_id is None or session_id is None:
        return None
    with context().database.read() as connection:
        account = None if has_ended(connection, session_id) else account_by_id(connection, account_id)
    return account if account and account.sessions == session.get(SESSION_NUMBER) else None


def _admit() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None
    role = rule_of(view)
    if role is None:
        request.max_content_length = OPEN_BYTES
        _check_csrf()
        return None
    in_api = request.path.startswith("/api/")
    try:
        g.account = (_bearer_account() if in_api else None) or _session_account()
    except Unauthorised:
        if in_api:
            raise
        return redirect(url_for("sign_in.show"))
    if not may(asker().role, role):
        raise Forbidden(f"This needs an account with the role {role}; yours is {asker().role}.")
    return None


def _bearer_account() -> AccountView | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    holder = None
    if kind.lower() == "bearer":
        holder = token_holder(context().database, secret.strip())
    if holder is None:
        context().throttle.count_wrong_token(request.remote_addr or "")
        raise Unauthorised(
            "This token is not valid; make one with `.venv/bin/browline token create NAME`, with the "
            "BROWLINE_HOME of this server"
        )
    token_id = holder.token_id
    context().token_use.note(token_id, lambda connection: note_use(connection, token_id), if_refused=True)
    return holder.account


def _session_account() -> AccountView:
    account = known_session()
    if account is not None:
        _check_csrf()
        return account
    raise Unauthorised("Sign in, or send a token: Authorization: Bearer …")


def _check_csrf() -> None:
    """Refuse a change that no page of ours has asked for. Raises `Forbidden`."""
    if request.method in SAFE_METHODS:
        return
    token = request.headers.get("X-CSRFToken")
    if token is None and request.mimetype == "application/x-www-form-urlencoded":
        token = request.form.get("csrf_token")  # the pages' own small forms; uploads name it in the header
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise Forbidden(f"{error} Reload the page and try again.", "csrf") from None
