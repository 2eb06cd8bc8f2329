"""`browline healthy`: what a container's health check asks about a role that listens on no port."""

import socket
import sys
from contextlib import closing

import click
from sqlalchemy.exc import SQLAlchemyError

from cli.wiring import settings_or_exit
from core.database import Database
from core.errors import first_line
from core.presence import present_workers
from core.pulse import seconds_since
from core.settings import Settings

SICK = 1
PATIENCE_SECONDS = 120.0  # that one sweep may take beside its pause: it may compare, and erase, a lot


@click.command(short_help="Say whether the worker or the sweeper of this machine is well.")
@click.argument("role", type=click.Choice(["worker", "sweeper"]))
def healthy(role: str) -> None:
    """Say whether the worker or the sweeper of this machine is well; exit status 1 where it is not.

    A worker is well when one of its processes has reported lately that its model is loaded, the sweeper when
    its loop goes round. For the web ask /healthz.
    """
    settings = settings_or_exit(make_home=False)
    complaint = _worker(settings) if role == "worker" else sweeper_complaint(settings)
    if complaint:
        click.echo(complaint, err=True)
        sys.exit(SICK)


def _worker(settings: Settings) -> str:
    """What is wrong with the workers of this host, or nothing."""
    try:
        with closing(Database(settings.sql_url)) as database, database.read() as connection:
            everybody = present_workers(connection)
    except SQLAlchemyError as error:
        return f"the database does not answer ({first_line(error)})"
    here = [worker for worker in everybody if worker.id.startswith(f"{socket.gethostname()}:")]
    if any(worker.ready for worker in here):
        return ""
    return "; ".join(sorted({worker.reason for worker in here})) or "no worker of this machine has reported"


def sweeper_complaint(settings: Settings) -> str:
    """What is wrong with the sweeper of this home, or nothing."""
    seconds = seconds_since(settings.sweeper_pulse)
    if seconds is None:
        return "it has not swept yet"
    late = seconds > settings.sweep_seconds + PATIENCE_SECONDS
    return f"its last sweep was {seconds:.0f} s ago" if late else ""
