"""`browline status`: whether it would take an upload and classify it, what is missing, and the queue."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from cli.healthy import sweeper_complaint
from cli.home import machine_reaches, ran_here
from cli.web_lock import web_has_ended_in
from cli.wiring import beside, settings_or_exit
from core.blobs import open_store
from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.jobs.queue import Queue, Stored, queue_now, stored_now
from core.presence import LOADING, WorkerReport
from core.pulse import seconds_since
from core.readiness import NO_ANSWER, NO_WORKER, Part, Readiness, readiness
from core.settings import Settings
from core.sizes import size_words

NOT_READY, NOTHING_RUNS = 1, 3
BUSY_SECONDS = 3.0
SILENT_SECONDS = 30.0  # that a database may take to count
WEB_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Status:
    """What was found; the queue is None where the database does not tell."""

    parts: Sequence[Part]
    workers: Sequence[WorkerReport]
    queue: Queue | None
    stored: Stored | None
    free_bytes: int

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not any(part.troubles for part in self.parts)

    @property
    def starting(self) -> bool:
        """Whether only workers are missing, and those for a reason that passes as they start."""
        troubles = {(part.name, trouble) for part in self.parts for trouble in part.troubles}
        return bool(troubles) and troubles <= {("worker", LOADING), ("worker", NO_WORKER)}


@click.command(short_help="Tell what runs, what is missing, and how long the queue is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Tell what runs, what is missing, and how long the queue is.

    It asks the parts themselves, so it tells the same wherever the settings are those of the server. The
    exit status is 0 where an upload would be taken and classified, 1 where something is missing, 3 where
    nothing runs.
    """
    settings = settings_or_exit(make_home=False)
    found = look(settings)
    if found is None:
        if as_json:
            click.echo(json.dumps({"ready": False, "running": False}))
        else:
            click.echo(f"Nothing runs in {settings.home}. Start it: {beside(settings, 'up')}")
        raise SystemExit(NOTHING_RUNS)
    click.echo(json.dumps(in_json(found), indent=2)) if as_json else show(found, Console())
    raise SystemExit(0 if found.ready else NOT_READY)


def look(settings: Settings) -> Status | None:
    """Ask every part. None where nothing is there, or nothing answers."""
    web = _web(settings)
    sweeper = _sweeper(settings)
    if _no_file(settings):  # asking SQLite would make one
        return None
    blobs = open_store(settings)
    with closing(_briefly(settings)) as database:
        doorbell = Doorbell(make_celery(settings), settings.batch_max)
        found = readiness(database, blobs, doorbell, settings.max_file_mb * 2**20)
        queue, stored = _numbers(database)
    if (web is None or web.troubles) and _is_silent(found, settings):
        return None
    parts = (*filter(None, (web, *found.parts, sweeper)),)
    return Status(parts, found.workers, queue, stored, blobs.free_bytes())


def _briefly(settings: Settings) -> Database:
    return Database(settings.sql_url, pool_size=1, busy_seconds=BUSY_SECONDS, silent_seconds=SILENT_SECONDS)


def _no_file(settings: Settings) -> bool:
    file = make_url(settings.sql_url).database if settings.sql_url.startswith("sqlite") else None
    return file is not None and not Path(file).is_file()


def _is_silent(found: Readiness, settings: Settings) -> bool:
    """Whether none of the parts that Browline starts itself gives a sign; others' may run without it."""
    own_redis_answers = settings.private_redis and "redis: " + NO_ANSWER not in found.missing
    return not found.workers and not own_redis_answers


def _web(settings: Settings) -> Part | None:
    """What the web says; None where it seems to run on another machine, which nobody names that answers."""
    address = machine_reaches(settings)
    here, ours = _answer(address), ran_here(settings)
    if not here.troubles and (ours or not settings.database_url) and web_has_ended_in(settings.home):
        return Part("web", [f"none runs in {settings.home}; what answers at {address} is of another home"])
    if not here.troubles or settings.on_loopback or ours:
        return here
    there = _answer(settings.base_url) if settings.public_url else here
    return None if there.troubles else there


def _answer(address: str) -> Part:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=WEB_SECONDS):  # noqa: S310 - ours
            return Part("web")
    except urllib.error.HTTPError as error:
        return Part("web", [f"it answers {error.code} at {address}"])
    except OSError:
        return Part("web", [f"it does not answer at {address}"])


def _sweeper(settings: Settings) -> Part | None:
    """Whether the sweeper's loop goes round; None where none has run in this home."""
    if seconds_since(settings.sweeper_pulse) is None:
        return None
    complaint = sweeper_complaint(settings)
    return Part("sweeper", [complaint] if complaint else ())


def _numbers(database: Database) -> tuple[Queue | None, Stored | None]:
    try:
        with database.read() as connection:
            stored = stored_now(connection)
        return queue_now(database), stored
    except SQLAlchemyError:
        return None, None


def in_json(found: Status) -> dict[str, object]:
    """As `--json` prints it."""
    return {
        "ready": found.ready,
        "running": True,
        "missing": [f"{part.name}: {trouble}" for part in found.parts for trouble in part.troubles],
        "parts": {part.name: "; ".join(part.troubles) or "ok" for part in found.parts},
        "queue": found.queue and asdict(found.queue),
        "stored": found.stored and asdict(found.stored),
        "free_bytes": found.free_bytes,
        "workers": [asdict(worker) for worker in found.workers],
    }


def show(found: Status, console: Console) -> None:
    """As people read it."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for part in found.parts:
        word = "[green]ok[/]" if not part.troubles else "[red]missing[/]"
        table.add_row(part.name, word, "; ".join(part.troubles) or _said(part.name, found))
    if found.queue is not None:
        table.add_row("queue", f"{found.queue.waiting:,}", _queue_words(found.queue))
    console.print(table)
    console.print(_verdict(found))


def _verdict(found: Status) -> str:
    if found.ready:
        return "Ready."
    if found.starting:
        return "Not ready yet: just after a start, wait a moment. If it stays so, see docs/runbook.md."
    return "Not ready: see above; docs/runbook.md says what to do."


def _said(part: str, found: Status) -> str:
    if part == "worker":
        ready = [worker for worker in found.workers if worker.ready]
        serving = f"{ready[0].model_version} with {ready[0].engine}" if ready else ""
        return f"{len(ready)} of {len(found.workers)} ready, {serving}"
    if part == "store":
        held = [f"{size_words(found.stored.bytes)} stored"] if found.stored else []
        return ", ".join([*held, f"{size_words(found.free_bytes)} free"])
    return ""


def _queue_words(queue: Queue) -> str:
    oldest = f", the oldest for {queue.oldest_seconds:.0f} s" if queue.waiting else ""
    return f"waiting{oldest}; {queue.claimed:,} in work"
