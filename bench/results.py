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
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select

from bench.bars import Bar, judge, tell_if_busy
from bench.chromium import find_chromium
from bench.reliability import check_place, replaced
from bench.rows import write_rows
from bench.running import Running, running
from core.blobs import BlobStore
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
ASKED = (
    ("count of a bulk action", "/api/v1/jobs/{job}/results/count?decision=uncertain"),
    ("next faces to review", "/review/cards?job={job}&desk=bench&fresh=true"),
    ("the same, one label at a glance", "/review/cards?job={job}&mode=grid&desk=bench&limit=50&fresh=true"),
)
PAINTED = """() => new Promise((resolve) => {
    const first = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    if (first()) return resolve(first());
    new PerformanceObserver(() => first() && resolve(first())).observe({ type: "paint", buffered: true });
})"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds: from the navigation to the first paint of content, and of the requests that follow it."""

    rows: int
    database: str
    table: float  # the page as nobody has seen it before
    gallery: float
    filters: dict[str, float]  # with the styles and scripts there
    poll: float  # what the page asks for all the time while a job is in work, answered anew
    trust: float  # as the table
    later: float  # the page of the table that a cursor names, as the filters
    asked: dict[str, float]  # what pages ask the server for without being loaded again

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
            Bar("first paint of the table", seen.table, "at most", FIRST_PAINT, "ms"),
            Bar("first paint of the gallery", seen.gallery, "at most", FIRST_PAINT, "ms"),
            Bar(f"slowest filter or order ({seen.slowest[0]})", seen.slowest[1], "at most", FILTER, "ms"),
            Bar("a poll of the live page", seen.poll, "at most", POLL, "ms"),
            Bar("first paint of trust", seen.trust, "at most", FIRST_PAINT, "ms"),
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
        job = write_rows(own, BlobStore(home / "blobs"), str(owner), rows)
        own.close()
        yield server, job


def _measured(server: Running, job: str, chromium: str, rows: int) -> Seen:
    address = f"{server.url}/jobs/{job}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        state = _signed_in(browser, server)
        _first_paint(browser, state, address)  # the server's own first time does not count
        table = _median(partial(_first_paint, browser, state, address))
        gallery = _median(partial(_first_paint, browser, state, f"{address}?view=gallery"))
        page = _context(browser, state).new_page()
        filters = {query: _median(partial(_paint, page, f"{address}?{query}")) for query in FILTERS}
        later = _median(partial(_paint, page, _later(page, address)))
        poll = _median(partial(_answered, page, f"{address}/live"))
        paths = {what: server.url + path.format(job=job) for what, path in ASKED}
        asked = {what: _median(partial(_answered, page, path)) for what, path in paths.items()}
        trust = _median(partial(_first_paint, browser, state, f"{address}/trust"))
        browser.close()
    return Seen(rows, _kind(server.sql_url), table, gallery, filters, poll, trust, later, asked)


def _kind(database: str) -> str:
    return "postgres" if database.startswith("postgres") else "sqlite"


def _later(page: Page, address: str) -> str:
    """The address of a page some way down an order that no time gives."""
    page.goto(f"{address}?sort=confidence")
    for _ in range(PAGES_DOWN):
        page.goto(str(page.locator('a[rel="next"]').first.evaluate("(link) => link.href")))
    return page.url


def _signed_in(browser: Browser, server: Running) -> Path:
    path = server.home / "state.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.new_link())
    context.storage_state(path=path)
    context.close()
    return path


def _context(browser: Browser, state: Path) -> BrowserContext:
    return browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})


def _first_paint(browser: Browser, state: Path, address: str) -> float:
    context = _context(browser, state)
    taken = _paint(context.new_page(), address)
    context.close()
    return taken


def _paint(page: Page, address: str) -> float:
    page.goto(address)
    return float(page.evaluate(PAINTED))


def _answered(page: Page, address: str) -> float:
    began = time.perf_counter()
    answer = page.request.get(address)
    answer.body()
    if not answer.ok:
        raise RuntimeError(f"{address} answered {answer.status}")
    return 1000 * (time.perf_counter() - began)


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(TIMES))


def written(seen: Seen) -> str:
    """The figures as Markdown."""
    lines: Sequence[tuple[str, float, int]] = [
        ("first paint of the table, nothing cached", seen.table, FIRST_PAINT),
        ("first paint of the gallery, nothing cached", seen.gallery, FIRST_PAINT),
        *((f"`{query}`", taken, FILTER) for query, taken in seen.filters.items()),
        ("a later page of the table, by its cursor", seen.later, FILTER),
        ("a poll of the live page", seen.poll, POLL),
        *((what, taken, FILTER) for what, taken in seen.asked.items()),
        ("first paint of *Trust*", seen.trust, FIRST_PAINT),
    ]
    rows = "\n".join(f"| {what} | {taken:.0f} ms | {bar} ms |" for what, taken, bar in lines)
    return f"| {seen.rows:,} rows on {seen.database} | median | at most |\n|---|---:|---:|\n{rows}"


if __name__ == "__main__":
    main()
