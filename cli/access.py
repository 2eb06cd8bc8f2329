"""Ways in: API tokens for programs, sign-in links for people."""

import click

from cli.wiring import require_database, settings_or_exit
from core import accounts
from core.database import Database
from core.settings import Settings

ADDRESS = "address"  # where `browline up` says in the home how it is reached


def _settings() -> Settings:
    """Of a Browline that was here before: asked first, for what follows makes a home where none is."""
    require_database(settings_or_exit(make_home=False).sql_url)
    return settings_or_exit()


def _database(settings: Settings) -> Database:
    from migrations.migrate import migrate  # noqa: PLC0415 - Alembic is only needed here

    database = Database(settings.sql_url)
    migrate(database)
    return database


@click.group()
def token() -> None:
    """API tokens for programs."""


@token.command("create")
@click.argument("name")
def create_token(name: str) -> None:
    """Make an API token called NAME and print it, alone, once: it is stored only as a hash."""
    with _database(_settings()).write() as connection:
        click.echo(accounts.create_token(connection, accounts.first_account(connection), name))


@click.command()
def link() -> None:
    """Print a new one-time sign-in link; earlier ones stop working."""
    settings = _settings()
    with _database(settings).write() as connection:
        secret = accounts.create_sign_in_link(connection, accounts.first_account(connection))
    running = settings.home / ADDRESS
    address = running.read_text().strip() if running.exists() else settings.base_url
    click.echo(f"{address}/sign-in?token={secret}")
