"""Accounts: who may sign in, and what they may do."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection

from cli.forget import forget
from cli.home import known_database, known_settings, refusing
from cli.wiring import settings_or_exit
from core.accounts.passwords import hash_password
from core.accounts.records import (
    create_account,
    get_account,
    list_accounts,
    remove_account,
    set_password,
    set_role,
)
from core.accounts.roles import MEANINGS, ROLES, Role
from core.journal import Deed, note

ROLE = click.Choice(ROLES)
FROM_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group()
def account() -> None:
    """Accounts: who may sign in, and what they may do."""


@account.command("create")
@click.argument("name")
@click.option("--role", type=ROLE, required=True, help="; ".join(f"{r}: {MEANINGS[r]}" for r in ROLES) + ".")
@FROM_STDIN
def create(name: str, role: Role, password_stdin: bool) -> None:
    """Make an account called NAME, and ask for its password."""
    settings = settings_or_exit()  # the first account is made before the first start
    with refusing():
        stored = hash_password(_password(password_stdin))
        with known_database(settings) as database, database.write() as connection:
            made = create_account(connection, name, role, stored)
            _note(connection, made.id)
    click.echo(f"{made.name} can sign in as {made.role}.")


@account.command("list")
def list_() -> None:
    """List the accounts: name, role, how they sign in, since when, with tabs between."""
    with known_database(known_settings()) as database, database.read() as connection:
        for one in list_accounts(connection):
            way = "password" if one.has_password else "links only"
            click.echo("\t".join((one.name, one.role, way, f"since {one.created_at:%Y-%m-%d}")))


@account.command("password")
@click.argument("name")
@FROM_STDIN
def password(name: str, password_stdin: bool) -> None:
    """Give NAME another password; whoever is signed in by that name is signed out."""
    settings = known_settings()
    with refusing():
        stored = hash_password(_password(password_stdin))
        with known_database(settings) as database, database.write() as connection:
            changed = get_account(connection, name).id
            set_password(connection, changed, stored)
            _note(connection, changed)


@account.command("role")
@click.argument("name")
@click.argument("role", type=ROLE)
def role_(name: str, role: Role) -> None:
    """Give NAME another role."""
    with _changing() as connection:
        changed = get_account(connection, name).id
        set_role(connection, changed, role)
        _note(connection, changed)


@account.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove NAME with its tokens; refused while it owns jobs."""
    with _changing() as connection:
        removed = get_account(connection, name).id
        remove_account(connection, removed)
        _note(connection, removed)


account.add_command(forget)


@contextmanager
def _changing() -> Iterator[Connection]:
    with refusing(), known_database(known_settings()) as database, database.write() as connection:
        yield connection


def _note(connection: Connection, account_id: str) -> None:
    note(connection, Deed(None, "account", account_id))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt="Again")
    return answer
