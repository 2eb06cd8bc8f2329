"""`browline migrate`: bring the database to the newest schema."""

import click

from cli.wiring import settings_or_exit
from core.database import Database


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema (`browline up` does it by itself)."""
    from migrations.migrate import migrate as apply  # noqa: PLC0415 - Alembic is only needed here

    apply(Database(settings_or_exit().sql_url, silent_seconds=None))
    click.echo("The database is up to date.", err=True)
