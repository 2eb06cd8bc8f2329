"""Who is asking: a program with a bearer token, or a person with a session (and then with a CSRF token)."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect, validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from core import accounts
from core.errors import Forbidden, Unauthorised
from web.context import context

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SESSION_ACCOUNT = "account"

View = TypeVar("View", bound=Callable[..., Any])


def install(app: Flask) -> None:
    """Make the app ask who is there before every page and every call, but for the few open ones."""
    CSRFProtect(app)  # gives the templates csrf_token()
    app.before_request(_admit)


def open_to_all(view: View) -> View:
    """Mark a view that answers without anybody signed in."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def current_account() -> str:
    """The id of the account that asks."""
    account: str = g.account
    return account


def sign_in_session(account_id: str) -> None:
    """Remember in the session's signed cookie who this is."""
    session.clear()
    session[SESSION_ACCOUNT] = account_id
    session.permanent = True


def _admit() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "open_to_all", False):
        return None
    try:
        g.account = _bearer_account() or _session_account()
    except Unauthorised:
        if request.path.startswith("/api/"):
            raise
        return redirect(url_for("sign_in.show"))
    return None


def _bearer_account() -> str | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    with context().database.read() as connection:
        account = accounts.token_account(connection, secret.strip()) if kind.lower() == "bearer" else None
    if account is None:
        raise Unauthorised(
            "This token is not valid; make one with `browline token create NAME`, with the "
            "BROWLINE_HOME of this server"
        )
    return account


def known_session() -> str | None:
    """The account that the session's cookie names, if there still is one."""
    account_id = session.get(SESSION_ACCOUNT)
    if account_id is None:
        return None
    with context().database.read() as connection:
        return str(account_id) if accounts.account_name(connection, account_id) is not None else None


def _session_account() -> str:
    account_id = known_session()
    if account_id is not None:
        _check_csrf()
        return account_id
    raise Unauthorised("Sign in, or send a token: Authorization: Bearer …")


def _check_csrf() -> None:
    if request.method in SAFE_METHODS:
        return
    token = request.headers.get("X-CSRFToken")
    if token is None and request.mimetype == "application/x-www-form-urlencoded":
        token = request.form.get("csrf_token")  # the pages' own small forms; uploads name it in the header
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise Forbidden(f"{error} Reload the page and try again.", "csrf") from None
