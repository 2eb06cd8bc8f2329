"""Ways in: API tokens for programs, sign-in links for people."""

from collections.abc import Sequence

import click

from cli.home import account_of, known_database, known_settings, people_reach, refusing
from cli.wiring import fail
from core.accounts.links import create_sign_in_link
from core.accounts.records import get_account
from core.accounts.tokens import TokenView, create_token, list_tokens, revoke_token
from core.journal import Deed, note

ACCOUNT = click.option("--account", metavar="NAME", help="Whose; the first admin's if absent.")


@click.group()
def token() -> None:
    """API tokens for programs."""


@token.command("create")
@click.argument("name")
@ACCOUNT
def create(name: str, account: str | None) -> None:
    """Make an API token called NAME and print it, alone, once: it is stored only as a hash."""
    with refusing(), known_database(known_settings()) as database, database.write() as connection:
        owner = account_of(connection, account).id
        secret = create_token(connection, owner, name)
        note(connection, Deed(None, "account", owner))
    click.echo(secret)


@token.command("list")
@click.option("--account", metavar="NAME", help="Only those of this account.")
def list_(account: str | None) -> None:
    """List the tokens: id, account, name, when they were made and last used, with tabs between."""
    with refusing(), known_database(known_settings()) as database, database.read() as connection:
        owner = account_of(connection, account).id if account else None
        for one in list_tokens(connection, owner):
            used = f"used {one.last_used_at:%Y-%m-%d %H:%M} UTC" if one.last_used_at else "never used"
            click.echo("\t".join((one.id, one.account, one.name, f"made {one.created_at:%Y-%m-%d}", used)))


@token.command("revoke")
@click.argument("name_or_id")
@ACCOUNT
def revoke(name_or_id: str, account: str | None) -> None:
    """Revoke the token of this name or id: it is worthless at once."""
    with refusing(), known_database(known_settings()) as database, database.write() as connection:
        owner = account_of(connection, account).id if account else None
        revoked = _one(list_tokens(connection, owner), name_or_id)
        revoke_token(connection, revoked.id)
        note(connection, Deed(None, "account", get_account(connection, revoked.account).id))


def _one(tokens: Sequence[TokenView], name_or_id: str) -> TokenView:
    meant = [one for one in tokens if name_or_id in {one.id, one.name}]
    if not meant:
        fail(f"there is no token {name_or_id}.")
    if len(meant) > 1:
        fail(f"several tokens are called {name_or_id}; revoke by id: {', '.join(one.id for one in meant)}.")
    return meant[0]


@click.command(short_help="Print a new one-time sign-in link.")
@ACCOUNT
def link(account: str | None) -> None:
    """Print a new one-time sign-in link; earlier ones stop working, and this one after 15 minutes."""
    settings = known_settings()
    with refusing(), known_database(settings) as database, database.write() as connection:
        secret = create_sign_in_link(connection, account_of(connection, account).id)
    click.echo(f"{people_reach(settings)}/sign-in?token={secret}")
