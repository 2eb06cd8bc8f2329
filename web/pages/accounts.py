"""All accounts, for an admin: who may sign in, and what they may do."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from core.accounts.passwords import SHORTEST, hash_password
from core.accounts.records import create_account, list_accounts, remove_account, set_role
from core.accounts.roles import MEANINGS, ROLES, Role
from core.errors import Invalid
from web.auth import asker
from web.context import context
from web.journal import did
from web.pages.meanings import ROLE_NAMES
from web.pages.telling import back_to, tells
from web.rules import needs
from web.words import gettext

accounts = Blueprint("accounts_page", __name__)

PAGE = "accounts_page.show"


@accounts.get("/accounts")
@needs("admin")
def show() -> str:
    """The page."""
    with context().database.read() as connection:
        found = list_accounts(connection)
    return render_template(
        "accounts.html",
        account=asker(),
        accounts=found,
        roles=MEANINGS,
        role_names=ROLE_NAMES,
        shortest=SHORTEST,
    )


@accounts.post("/accounts")
@needs("admin")
@tells(PAGE)
def create() -> Response:
    """Make an account with its first password."""
    role, stored = _role(), hash_password(request.form.get("password", ""))
    with context().database.write() as connection:
        made = create_account(connection, request.form.get("name", ""), role, stored)
        did(connection, "account", made.id)
    return back_to(
        PAGE, gettext("%(name)s can sign in as %(role)s.", name=made.name, role=ROLE_NAMES[made.role])
    )


@accounts.post("/accounts/<uuid:account_id>/role")
@needs("admin")
@tells(PAGE)
def change_role(account_id: object) -> Response:
    """Give an account another role."""
    role = _role()
    with context().database.write() as connection:
        set_role(connection, str(account_id), role)
        did(connection, "account", str(account_id))
    return back_to(PAGE, gettext("The role is changed."))


@accounts.post("/accounts/<uuid:account_id>/remove")
@needs("admin")
@tells(PAGE)
def remove(account_id: object) -> Response:
    """Remove an account with its tokens."""
    with context().database.write() as connection:
        remove_account(connection, str(account_id))
        did(connection, "account", str(account_id))
    return back_to(PAGE, gettext("The account is removed."))


def _role() -> Role:
    role = request.form.get("role", "")
    if role not in ROLES:
        raise Invalid(f"A role is one of {', '.join(ROLES)}.", "invalid_role")
    return role
