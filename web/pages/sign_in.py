"""Signing in by name and password or by a one-time link, and out again."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.links import LINK_MINUTES, use_sign_in_link
from core.accounts.records import account_by_id
from core.journal import note
from web.auth import known_session, sign_in_session, sign_out_session
from web.context import context
from web.journal import deed
from web.passwords import account_of
from web.rules import needs, open_to_all

sign_in = Blueprint("sign_in", __name__)


@sign_in.get("/sign-in")
@open_to_all
def show() -> Response | str | tuple[str, int]:
    """Spend the link's token, or ask for a name and a password."""
    token = request.args.get("token")
    if known_session():
        return redirect("/")  # the link of somebody who is in already is left for another browser
    if token is None or request.method == "HEAD":
        return _form()  # who only looks, as programs do that preview links, spends nothing
    with context().database.write() as connection:
        account_id = use_sign_in_link(connection, token)
        account = account_by_id(connection, account_id) if account_id else None
        if account is not None:
            note(connection, deed("sign_in", account.id, account.id))
    if account is None:
        return _form(problem="link"), 403
    sign_in_session(account)
    return redirect("/")


@sign_in.post("/sign-in")
@open_to_all
def enter() -> Response | tuple[str, int]:
    """Sign in by name and password."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    account = account_of(name, password)
    if account is None:
        return _form(problem="password", name=name), 403
    with context().database.write() as connection:
        note(connection, deed("sign_in", account.id, account.id))
    sign_in_session(account)
    return redirect("/", 303)


@sign_in.post("/sign-out")
@needs("uploader")
def sign_out() -> Response:
    """End the session."""
    sign_out_session()
    return redirect(url_for("sign_in.show"), 303)


def _form(problem: str = "", name: str = "") -> str:
    return render_template("sign_in.html", problem=problem, name=name, minutes=LINK_MINUTES)
