"""`browline demo`: a job of drawn pictures, so that every page has something to show."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import click

from cli.api import Api, Refused
from cli.demo_reviews import review_some
from cli.form import multipart
from cli.home import account_of, known_database, known_settings, machine_reaches, people_reach, refusing
from cli.progress_bar import progress_bar
from cli.so_many import so_many
from cli.wiring import beside, fail
from core.accounts.tokens import create_token, list_tokens, revoke_token
from core.database import Database
from core.jobs.drawn import drawn_jobs, mark_drawn
from core.journal import Deed, note
from core.settings import Settings

NAME = "Demo"
GROUP = 8  # files of one request
TOGETHER = 100  # seeds apart, so that each run has other people
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """What a run has to do with: the API by a token of its own, and the database, which marks its jobs."""

    api: Api
    database: Database
    owner: str  # the id of the account whose the jobs are


@click.command(short_help="Fill a job with drawn pictures, to look around.")
@click.option("--remove", is_flag=True, help="Delete the jobs that it made, with all that was said of them.")
@click.option("--account", metavar="NAME", help="Whose job it is; the first admin's if absent.")
def demo(remove: bool, account: str | None) -> None:
    """Fill a job with pictures that Browline draws itself, and review some of them.

    Browline has to run (`browline up`), and takes them as it takes everybody's. Each run makes another job.
    """
    settings = known_settings()
    try:
        with _run(settings, account) as run:
            if remove:
                _remove(run)
            else:
                _fill(run, settings)
    except Refused as refused:
        fail(str(refused), 1)
    except OSError:
        start = beside(settings, "up")
        fail(f"no Browline answers at {machine_reaches(settings)}; start it with {start}, then try again.", 1)


@contextmanager
def _run(settings: Settings, account: str | None) -> Iterator[Run]:
    """A run; its token ends with it."""
    with refusing(), known_database(settings) as database:
        with database.write() as connection:
            owner = account_of(connection, account).id
            before = {one.id for one in list_tokens(connection, owner)}
            secret = create_token(connection, owner, "browline demo")
            (token,) = {one.id for one in list_tokens(connection, owner)} - before
            note(connection, Deed(None, "account", owner))
        api = Api(machine_reaches(settings), secret)
        try:
            yield Run(api, database, owner)
        finally:
            api.close()
            with database.write() as connection:
                revoke_token(connection, token)


def _fill(run: Run, settings: Settings) -> None:
    api, before = run.api, _free_number(run)
    sent, taken = _counts()
    form = {"name": _name(before), "expected": str(taken)}
    job = str(api.send("POST", "/jobs", *multipart([], form))["id"])
    with run.database.write() as connection:
        mark_drawn(connection, job)  # before there is a face in it
    with progress_bar() as progress:
        bar = progress.add_task("Drawing and sending", total=sent)
        for files in _groups(TOGETHER * before):
            api.send("POST", f"/jobs/{job}/images", *multipart(files))
            progress.advance(bar, len(files))
        bar = progress.add_task("Classifying", total=None)
        while (state := api.get(f"/jobs/{job}"))["state"] != "done":
            counts = state["counts"]
            ended = counts["classified"] + counts["no_face"] + counts["failed"]
            progress.update(bar, completed=ended, total=counts["received"])
            time.sleep(LOOK_SECONDS)
        progress.update(bar, completed=state["counts"]["received"], total=state["counts"]["received"])
        review_some(api, job, progress)
    click.echo(f"{people_reach(settings)}/jobs/{job}")
    click.echo(f"To delete it again: {beside(settings, 'demo --remove')}, or the job's own page.", err=True)


def _free_number(run: Run) -> int:
    """Of a job whose name, and so whose people, no job of the account has yet; the first is 0."""
    with run.database.read() as connection:
        names = set(drawn_jobs(connection, run.owner).values())
    return next(number for number in count() if _name(number) not in names)


def _name(number: int) -> str:
    return f"{NAME} {number + 1}" if number else NAME


def _counts() -> tuple[int, int]:
    """How many files are sent, and how many of them are taken."""
    from demo.collection import FILES, REFUSED  # noqa: PLC0415 - OpenCV is only needed to draw

    return FILES, FILES - REFUSED


def _groups(seed: int) -> Iterator[list[tuple[str, bytes]]]:
    from demo.collection import collection  # noqa: PLC0415 - OpenCV is only needed to draw

    group: list[tuple[str, bytes]] = []
    for drawn in collection(seed):
        group.append((drawn.name, drawn.data))
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _remove(run: Run) -> None:
    """Delete the account's drawn jobs."""
    with run.database.read() as connection:
        jobs = drawn_jobs(connection, run.owner)
    deleted = 0
    for job in jobs:
        try:
            run.api.send("DELETE", f"/jobs/{job}")
            deleted += 1
        except Refused as refused:
            if refused.status != 404:  # it was deleted on its page meanwhile, or by age
                raise
    click.echo(f"Deleted {so_many(deleted, 'demo job')}.", err=True)
