"""Writes what the tests of bad input measured into docs/reliability.md, between its marks."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import click

from bench.outcomes import FOLDER
from bench.reliability import DOCUMENT, replaced

_HEAD = (
    "| files | tried | taken, classified | taken, failed | refused, with its code |\n|---|---:|---:|---:|---|"
)


@click.command()
@click.option("--results", default=FOLDER, type=click.Path(path_type=Path), show_default=True)
@click.option("--into", default=DOCUMENT, type=click.Path(path_type=Path), show_default=True)
def main(results: Path, into: Path) -> None:
    """Rewrite the section; fails where a process died or an answer was 500."""
    try:
        found = json.loads((results / "hostile.json").read_text())
        described = json.loads((results / "described.json").read_text())
    except OSError as error:
        raise click.ClickException(f"nothing was measured ({error}); run pytest tests/hostile") from None
    into.write_text(replaced(into.read_text(), "hostile", section(found, described)))
    if found["crashes"] or errors_of_ours(found):
        raise click.ClickException("a process died, or an answer was 500")


def section(found: dict[str, Any], described: dict[str, Any]) -> str:
    """The tables as Markdown, and what else was measured in words."""
    files = {family: counts for family, counts in found["answers"].items() if not _is_http(counts)}
    calls = {family: counts for family, counts in found["answers"].items() if _is_http(counts)}
    memory = "; ".join(
        f"{name} {numbers['before']} MiB before, {numbers['after']} after, {numbers['most']} at its most"
        for name, numbers in found["memory_mb"].items()
    )
    words = (
        f"{_total(files):,} kinds of files and {_total(calls):,} kinds of requests, each with the answer "
        f"that it must get: **{found['crashes']} crashes, {errors_of_ours(found)} answers 500, "
        f"{put_off(found)} answers 503**. The longest "
        f"request took {found['longest_seconds']:.1f} s. Memory of the largest process: {memory}. "
        f"Schemathesis sent {described['generated']:,} requests after the OpenAPI document "
        f"({described['operations']} operations; positive, negative and stateful) and found "
        f"{described['with_failures']} that were answered otherwise than it says. Measured by "
        f"`pytest tests/hostile -m 'thorough or not thorough'`, written by `python -m bench.hostile`."
    )
    return "\n\n".join((words, _file_table(files), _call_table(calls)))


def errors_of_ours(found: dict[str, Any]) -> int:
    """How many answers said that something broke."""
    return sum(count for status, count in found["statuses"].items() if status in {"500", "502", "504"})


def put_off(found: dict[str, Any]) -> int:
    """How many answers said "not now": nothing broke, but these inputs should be no reason for it either."""
    return int(found["statuses"].get("503", 0))


def _is_http(counts: dict[str, int]) -> bool:
    return all(re.match(r"\d", answer) for answer in counts)


def _total(families: dict[str, dict[str, int]]) -> int:
    return sum(sum(counts.values()) for counts in families.values())


def _file_table(families: dict[str, dict[str, int]]) -> str:
    lines = [_HEAD]
    for family, counts in families.items():
        ended = Counter[str]()
        for answer, count in counts.items():
            ended[answer.split()[0]] += count
        codes = {a.split()[1]: n for a, n in counts.items() if a.startswith("refused")}
        refused = ", ".join(f"{code} {count}" for code, count in codes.items())
        lines.append(
            f"| {family} | {sum(counts.values())} | {ended['classified']} | {ended['failed']} | {refused} |"
        )
    return "\n".join(lines)


def _call_table(families: dict[str, dict[str, int]]) -> str:
    lines = ["| requests | tried | answers |", "|---|---:|---|"]
    for family, counts in families.items():
        said = ", ".join(f"{'closed' if answer == '0' else answer} × {n}" for answer, n in counts.items())
        lines.append(f"| {family} | {sum(counts.values())} | {said} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
