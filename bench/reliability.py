"""Writes what `make faults` and `make soak` measured into docs/reliability.md, between its marks."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bench import soak
from bench.outcomes import FOLDER, FaultOutcome, kept, together

DOCUMENT = Path("docs") / "reliability.md"
TESTS = Path("tests") / "faults"
DATABASES = {"sqlite": "SQLite", "postgresql": "Postgres"}
_HEAD = (
    "| fault | what was done | database | accepted | ended | lost | doubled | seconds to recover |\n"
    "|---|---|---|---:|---:|---:|---:|---:|"
)


@click.command()
@click.option("--results", default=FOLDER, type=click.Path(path_type=Path), show_default=True)
@click.option("--into", default=DOCUMENT, type=click.Path(path_type=Path), show_default=True)
@click.option("--tests", default=TESTS, type=click.Path(path_type=Path), show_default=True)
def main(results: Path, into: Path, tests: Path) -> None:
    """Rewrite the tables.

    Fails where a row says that something was lost, doubled or not mended, and writes nothing where a test
    that is marked with a fault has no row.
    """
    cases = kept(results)
    missing = sorted(set(fault_tests(tests)) - {case.test for case in cases})
    if missing:
        raise click.ClickException(f"not measured, run make faults: {', '.join(missing)}")
    rows = together(cases)
    text = replaced(into.read_text(), "faults", f"{fault_table(rows)}\n\n{_where_and_when()}")
    soaked = soak.newest()
    if soaked is not None:
        text = replaced(text, "soak", soak.table(soaked))
        soak.draw(soaked, into.parent / "images" / "soak.png")
    into.write_text(text)
    bad = [row for row in rows if row.lost or row.doubled or row.seconds is None]
    print(f"{len(rows)} rows written to {into}")
    if bad:
        raise click.ClickException(f"not as promised: {', '.join(row.fault for row in bad)}")


def fault_tests(tests: Path) -> list[str]:
    """The addresses of all tests that are marked with a fault. Raises `ClickException` if there are none."""
    command = [sys.executable, "-m", "pytest", str(tests), "-m", "fault", "--collect-only", "-q"]
    collected = subprocess.run(command, capture_output=True, text=True, check=False)
    if collected.returncode:
        raise click.ClickException(f"no faults can be collected:\n{collected.stdout}{collected.stderr}")
    return [line for line in collected.stdout.splitlines() if "::" in line]


def _where_and_when() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    commit = asked.stdout.strip() or "unknown"
    return f"Commit {commit}, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores."


def replaced(text: str, mark: str, body: str) -> str:
    """The text with another body between `<!-- mark -->` and `<!-- /mark -->`. Raises `ValueError`."""
    found = re.sub(
        rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", lambda match: f"{match[1]}{body}\n{match[2]}", text,
        count=1, flags=re.DOTALL,
    )  # fmt: skip
    if f"<!-- {mark} -->\n{body}\n" not in found:
        raise ValueError(f"there is no place for {mark!r}")
    return found


def check_place(page: Path | None, mark: str) -> None:
    """Ends with a sentence, before anything is measured, where a page has no place for a table."""
    if page is None:
        return
    try:
        replaced(page.read_text(), mark, "nothing yet")
    except (OSError, ValueError) as missing:
        raise SystemExit(f"{page} cannot take the results: {missing}") from missing


def fault_table(rows: Sequence[FaultOutcome]) -> str:
    """The rows as Markdown, and their sums."""
    lines = [
        f"| {row.fault} | {row.done} | {DATABASES.get(row.database, row.database)} | {row.accepted:,} "
        f"| {row.ended:,} | {row.lost} | {row.doubled} | {_seconds(row.seconds)} |"
        for row in rows
    ]
    accepted, ended, lost, doubled = (
        sum(getattr(row, name) for row in rows) for name in ("accepted", "ended", "lost", "doubled")
    )
    total = f"| **all** | | | **{accepted:,}** | **{ended:,}** | **{lost}** | **{doubled}** | |"
    return "\n".join([_HEAD, *lines, total])


def _seconds(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"


if __name__ == "__main__":
    main()
