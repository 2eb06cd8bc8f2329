"""`browline migrate`: bring the database to the newest schema."""

import click

from cli.home import known_database
from cli.wiring import settings_or_exit


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema (`browline up` does it by itself)."""
    with known_database(settings_or_exit()):
        click.echo("The database is up to date.", err=True)
