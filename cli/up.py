"""`browline up`: everything on this machine under one supervisor."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import get_args

import click

from cli.door import check_door
from cli.home import ADDRESS, LOCAL_ADDRESS, known_database
from cli.supervision import WEB_STOP_SECONDS, write_configuration
from cli.wiring import beside, fail, settings_or_exit
from core.accounts.links import LINK_MINUTES, create_sign_in_link
from core.accounts.records import first_account
from core.database import sqlite_warning
from core.gpus import NO_GPU, gpus
from core.settings import EngineName, Settings, name_of
from core.telemetry.metric_files import VARIABLE, empty_folder

ENGINE_HELP = "What runs the networks: LiteRT, or Keras on a GPU if there is one (BROWLINE_ENGINE)."
START_SECONDS = 60
STOP_SECONDS = 10


@click.command(short_help="Start everything: web, workers, sweeper and a private Redis.")
@click.option("--engine", type=click.Choice(get_args(EngineName)), help=ENGINE_HELP)
def up(engine: str | None) -> None:
    """Start everything: web, workers, sweeper and a private Redis; what dies is started again.

    All state is under BROWLINE_HOME (var/ by default). Ctrl-C stops everything; the next start goes on where
    this one was. Settings come from the environment or .env: BROWLINE_PORT, WORKERS, DATABASE_URL …
    """
    if engine is not None:
        os.environ[name_of("engine")] = engine  # which its parts read, too
    settings = settings_or_exit()
    if settings.engine == "keras" and not gpus():
        click.echo(NO_GPU)
    with (settings.home / "lock").open("w") as lock:
        _take(lock.fileno(), settings)
        _stop_leftover(settings.home / "supervisor.pid")
        _check_port(settings)
        link = _prepare(settings)
        raise SystemExit(_run(settings, link))


def _take(lock: int, settings: Settings) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fail(f"it is running already in {settings.home}; for a sign-in link: {beside(settings, 'link')}", 1)


def _stop_leftover(pidfile: Path) -> None:
    """A supervisor whose `browline up` was killed still runs: stop it, its parts go with it."""
    with suppress(OSError, ValueError):
        pid = int(pidfile.read_text())
        if b"supervisor" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            return
        click.echo("Stopping what an earlier, killed start left behind …")
        os.kill(pid, signal.SIGTERM)
        for _ in range(10 * STOP_SECONDS):
            os.kill(pid, 0)
            time.sleep(0.1)


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            why = error.strerror or "unknown"
            fail(f"BROWLINE_PORT: {settings.host}:{settings.port} cannot be used ({why}); set another.", 1)


def _prepare(settings: Settings) -> str:
    """Bring the database up to date and make a sign-in link."""
    warning = sqlite_warning() if settings.sql_url.startswith("sqlite") else None
    if warning:
        click.echo(f"Warning: {warning}\n", err=True)
    with known_database(settings) as database:
        check_door(settings, database)
        with database.write() as connection:
            secret = create_sign_in_link(connection, first_account(connection).id)
    return f"{settings.base_url}/sign-in?token={secret}"


def _run(settings: Settings, link: str) -> int:
    """Run the supervisor until Ctrl-C. Returns the exit status."""
    configuration = write_configuration(settings)
    (settings.home / ADDRESS).write_text(settings.base_url)
    (settings.home / LOCAL_ADDRESS).write_text(settings.local_url)
    parts: dict[str, str] = {
        "LOG_FORMAT": settings.log_format.replace("auto", "human"),
        name_of("stop_seconds"): str(WEB_STOP_SECONDS),
    }
    if VARIABLE not in os.environ:  # then /metrics of the web shows the numbers of all parts
        parts[VARIABLE] = str(empty_folder(settings.home / "metrics"))
    # A session of its own: Ctrl-C reaches only this process, which then stops the parts in order.
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)],
        env=os.environ | parts,
        start_new_session=True,
    )
    # SIGINT by name, too: a shell that starts it in the background has it ignored.
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.default_int_handler)
    try:
        ready = _wait_until_ready(settings, supervisor)
        if supervisor.poll() is None:
            click.echo(f"Browline is {'ready' if ready else 'up'}. ", nl=False)
            click.echo(f"Sign in once, in the next {LINK_MINUTES} minutes, with:\n\n    {link}\n")
            another = beside(settings, "link")
            click.echo(f"State and logs: {settings.home}   Another link: {another}   Stop: Ctrl-C")
        return supervisor.wait()
    except KeyboardInterrupt:
        click.echo("\nStopping …")
        return 0
    finally:
        _stop(supervisor)
        click.echo("Stopped. Nothing that was accepted is lost; the next start goes on.")


def _wait_until_ready(settings: Settings, supervisor: subprocess.Popen[bytes]) -> bool:
    """Wait for `/readyz`; after a while say what is missing, and go on: the supervisor keeps trying."""
    deadline, missing = time.monotonic() + START_SECONDS, ""
    while time.monotonic() < deadline and supervisor.poll() is None:
        try:
            with urllib.request.urlopen(f"{settings.local_url}/readyz", timeout=5):  # noqa: S310 - ours
                return True
        except urllib.error.HTTPError as error:
            missing = missing_words(error.read())
        except OSError as error:
            missing = str(error)
        time.sleep(0.1)
    click.echo(
        f"Not ready after {START_SECONDS} s: {missing}\nThe logs are in {settings.home / 'log'}", err=True
    )
    return False


def missing_words(answer: bytes) -> str:
    """What `/readyz` says is missing, for people; the whole answer where something else gave it."""
    try:
        return "; ".join(json.loads(answer)["missing"])
    except (ValueError, KeyError, TypeError):
        return answer.decode(errors="replace")


def _stop(supervisor: subprocess.Popen[bytes]) -> None:
    supervisor.terminate()
    try:
        supervisor.wait(STOP_SECONDS - 0.5)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()
