"""`python -m bench.results`: how soon 100,000 rows are on the screen, in each filter and order."""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from bench.bars import Bar, judge, tell_if_busy
from bench.chromium import find_chromium
from bench.painted import First, changed, context_of, first
from bench.reliability import check_place, replaced
from bench.rows import write_rows
from bench.running import Running, running
from core.blobs.folder import FolderStore
from core.database import Database
from core.tables import Account

ROWS = 100_000
TIMES = 5  # each is measured; the median counts
FIRST_PAINT, FILTER, POLL = 300, 200, 150  # milliseconds
FILTERS = (
    "decision=uncertain", "status=failed", "mask=none&age_group=70%2B&label=male", "quality_flag=dark",
    "min_confidence=0.6&max_confidence=0.7", "reviewed=false", "filename=IMG_0777", "filename=ward-1",
    "sort=-confidence", "sort=-filename", "sort=-label", "sort=age_group",
    "sort=-status", "sort=mask", "sort=decision&decision=male", "sort=-reviewed",
    "view=gallery", "view=gallery&decision=uncertain&sort=confidence",
)  # fmt: skip
PAGES_DOWN = 5
NEXT = 'a[rel="next"]'
ASKED = (
    ("count of a bulk action", "/api/v1/jobs/{job}/results/count?decision=uncertain"),
    ("next faces to review", "/review/cards?job={job}&desk=bench&fresh=true"),
    ("the same, one label at a glance", "/review/cards?job={job}&mode=grid&desk=bench&limit=50&fresh=true"),
)
ROW = "#rows [data-row]"


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds: of pages that nobody has seen before, and of what is done in them."""

    rows: int
    database: str
    table: First
    followed: First  # the table again, but in a window that comes from the list of jobs
    gallery: First
    filters: dict[str, float]  # from the click until the rows are painted
    poll: float  # what the page asks for all the time while a job is in work, answered anew
    trust: First  # what one came for: its first drawing
    later: float  # the next page of the table, which a cursor names, as the filters
    asked: dict[str, float]  # what pages ask the server for without being loaded again

    @property
    def firsts(self) -> dict[str, First]:
        """What is opened for the first time."""
        return {
            "the table": self.table,
            "the table from the list of jobs": self.followed,
            "the gallery": self.gallery,
            "trust": self.trust,
        }

    @property
    def slowest(self) -> tuple[str, float]:
        """The filter or order that takes longest."""
        return max(self.filters.items(), key=lambda pair: pair[1])


@click.command()
@click.option("--rows", default=ROWS, show_default=True)
@click.option("--database", default="", help="A Postgres that may be filled; SQLite without it.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose table of results is rewritten.")
def main(rows: int, database: str, out: Path, into: Path | None) -> None:
    """Measure this machine; prints and writes what came out, and fails where a bar is missed."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("No Chromium is installed: python -m bench.chromium gets one.")
    check_place(into, f"results-{_kind(database)}")
    tell_if_busy()
    with tempfile.TemporaryDirectory() as home, _filled(Path(home), rows, database) as (server, job):
        seen = _measured(server, job, chromium, rows)
    print(written(seen))
    out.mkdir(exist_ok=True)
    target = out / f"results-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps(asdict(seen) | {"cores": os.cpu_count()}, indent=2))
    print(f"\nWritten to {target}")
    if into is not None:
        into.write_text(replaced(into.read_text(), f"results-{seen.database}", written(seen)))
    judge(
        [
            *(
                Bar(f"{what} of {page}", taken, "at most", FIRST_PAINT, "ms")
                for page, found in seen.firsts.items()
                for what, taken in (("first paint", found.paint), ("first content", found.content))
            ),
            Bar(f"slowest filter or order ({seen.slowest[0]})", seen.slowest[1], "at most", FILTER, "ms"),
            Bar("a poll of the live page", seen.poll, "at most", POLL, "ms"),
            Bar("a later page of the table", seen.later, "at most", FILTER, "ms"),
            *(Bar(what, taken, "at most", FILTER, "ms") for what, taken in seen.asked.items()),
        ]
    )


@contextmanager
def _filled(home: Path, rows: int, database: str) -> Iterator[tuple[Running, str]]:
    environment = {"DATABASE_URL": database} if database else {}
    with running(home, environment) as server:
        own = Database(server.sql_url)
        with own.read() as connection:
            owner = connection.execute(select(Account.id)).scalars().first()
        job = write_rows(own, FolderStore(home / "blobs"), str(owner), rows)
        own.close()
        yield server, job


def _measured(server: Running, job: str, chromium: str, rows: int) -> Seen:
    address = f"{server.url}/jobs/{job}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        state = _signed_in(browser, server)
        first(browser, state, address, ROW)  # the server's own first time does not count
        table = _first_of(partial(first, browser, state, address, ROW))
        followed = _first_of(partial(first, browser, state, address, ROW, server.url))
        gallery = _first_of(partial(first, browser, state, f"{address}?view=gallery", ROW))
        page = context_of(browser, state).new_page()
        filters = {query: _filtered(page, address, query) for query in FILTERS}
        _go_down(page, address)
        later = _median(partial(changed, page, "", NEXT))
        poll = _median(partial(_answered, page, f"{address}/live"))
        paths = {what: server.url + path.format(job=job) for what, path in ASKED}
        asked = {what: _median(partial(_answered, page, path)) for what, path in paths.items()}
        trust = _first_of(partial(first, browser, state, f"{address}/trust", "#charts svg"))
        browser.close()
    return Seen(rows, _kind(server.sql_url), table, followed, gallery, filters, poll, trust, later, asked)


def _kind(database: str) -> str:
    return "postgres" if database.startswith("postgres") else "sqlite"


def _filtered(page: Page, address: str, query: str) -> float:
    """How long a filter or an order takes to come, from everything in the same layout."""
    layout = "?view=gallery" if "view=gallery&" in query else ""
    page.goto(address + layout, wait_until="networkidle")
    return _median(partial(changed, page, query))


def _go_down(page: Page, address: str) -> None:
    """Go to a page some way down an order that no time gives."""
    page.goto(f"{address}?sort=confidence")
    for _ in range(PAGES_DOWN):
        page.goto(str(page.locator(NEXT).evaluate("(link) => link.href")), wait_until="networkidle")


def _signed_in(browser: Browser, server: Running) -> Path:
    path = server.home / "state.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.new_link())
    context.storage_state(path=path)
    context.close()
    return path


def _answered(page: Page, address: str) -> float:
    began = time.perf_counter()
    answer = page.request.get(address)
    answer.body()
    if not answer.ok:
        raise RuntimeError(f"{address} answered {answer.status}")
    return 1000 * (time.perf_counter() - began)


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(TIMES))


def _first_of(measure: Callable[[], First]) -> First:
    found = [measure() for _ in range(TIMES)]
    paint, content = (statistics.median(getattr(one, name) for one in found) for name in ("paint", "content"))
    return First(paint, content)


def written(seen: Seen) -> str:
    """The figures as Markdown."""
    lines: Sequence[tuple[str, float, int]] = [
        ("first paint of the table, nothing cached", seen.table.paint, FIRST_PAINT),
        ("its first row", seen.table.content, FIRST_PAINT),
        ("first paint of the table, coming from the list of jobs", seen.followed.paint, FIRST_PAINT),
        ("its first row", seen.followed.content, FIRST_PAINT),
        ("first paint of the gallery, nothing cached", seen.gallery.paint, FIRST_PAINT),
        ("its first picture's place", seen.gallery.content, FIRST_PAINT),
        *((f"`{query}`", taken, FILTER) for query, taken in seen.filters.items()),
        ("the next page, far down the table", seen.later, FILTER),
        ("a poll of the live page", seen.poll, POLL),
        *((what, taken, FILTER) for what, taken in seen.asked.items()),
        ("first paint of *Trust*, nothing cached", seen.trust.paint, FIRST_PAINT),
        ("its first drawing", seen.trust.content, FIRST_PAINT),
    ]
    rows = "\n".join(f"| {what} | {taken:.0f} ms | {bar} ms |" for what, taken, bar in lines)
    return f"| {seen.rows:,} rows on {seen.database} | median | at most |\n|---|---:|---:|\n{rows}"


if __name__ == "__main__":
    main()
