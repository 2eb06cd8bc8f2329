"""Signing in by the one-time link that the server prints, and out again."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from core.accounts import use_sign_in_link
from web.auth import known_session, open_to_all, sign_in_session
from web.context import context

sign_in = Blueprint("sign_in", __name__)


@sign_in.get("/sign-in")
@open_to_all
def show() -> Response | str | tuple[str, int]:
    """Spend the link's token, or say where a link comes from."""
    token = request.args.get("token")
    if token is not None and known_session():
        return redirect("/")  # the link of somebody who is in already is left for another browser
    if token is None:
        return render_template("sign_in.html", spent=False)
    with context().database.write() as connection:
        account = use_sign_in_link(connection, token)
    if account is None:
        return render_template("sign_in.html", spent=True), 403
    sign_in_session(account)
    return redirect("/")


@sign_in.post("/sign-out")
def sign_out() -> Response:
    """Forget who this is."""
    session.clear()
    return redirect(url_for("sign_in.show"))
