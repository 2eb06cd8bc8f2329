"""What became of the images while something was broken on purpose: a row a fault test, kept as JSON lines."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path("bench-results") / "faults"


@dataclass(frozen=True, slots=True)
class FaultOutcome:
    """One fault on one database, as it was measured. `seconds` is None where it did not recover in time."""

    test: str  # where it is caused: a test's address
    fault: str
    done: str  # what was done to cause it
    database: str
    accepted: int  # images that were answered with 202
    ended: int
    lost: int
    doubled: int
    seconds: float | None  # from the end of the fault until every accepted image had ended


def keep(outcome: FaultOutcome, file: Path) -> None:
    """Append a row to this process's own file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{json.dumps(asdict(outcome))}\n")


def kept(folder: Path) -> list[FaultOutcome]:
    """The newest row of each test, in the tests' order by name."""
    rows: dict[str, FaultOutcome] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = FaultOutcome(**json.loads(line))
            rows[row.test] = row
    return [rows[test] for test in sorted(rows)]


def together(rows: Iterable[FaultOutcome]) -> list[FaultOutcome]:
    """One row a fault and database: the sums of its cases, and the slowest."""
    found: dict[tuple[str, str, str], list[FaultOutcome]] = {}
    for row in rows:
        found.setdefault((row.fault, row.done, row.database), []).append(row)
    return [_sum(cases) for cases in found.values()]


def _sum(cases: list[FaultOutcome]) -> FaultOutcome:
    seconds = [case.seconds for case in cases]
    first = cases[0]
    return FaultOutcome(
        first.test,
        first.fault,
        first.done if len(cases) == 1 else f"{first.done} ({len(cases)} cases)",
        first.database,
        sum(case.accepted for case in cases),
        sum(case.ended for case in cases),
        sum(case.lost for case in cases),
        sum(case.doubled for case in cases),
        None if None in seconds else max(second for second in seconds if second is not None),
    )
