"""What a soak found: its counts, its quiet points and the memory of every part over its time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path("bench-results") / "soak"
GROWTH, SLACK_MB = 1.2, 64.0  # of the last third over the middle one: caches fill in the first


@dataclass(frozen=True, slots=True)
class Sample:
    """Megabytes of each part, so many seconds after the start."""

    seconds: float
    megabytes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SoakReport:
    """Everything that one soak measured."""

    taken_at: str
    seed: int
    minutes: float
    faults: Mapping[str, int]  # how often each was caused
    answers: Mapping[str, int]  # to uploads, by status; `none` where the connection broke
    accepted: int
    ended: int
    lost: int
    doubled: int
    mislabelled: int  # unlike an undisturbed run
    quiet: Sequence[float]  # seconds until all had ended, each time that it was left alone
    memory: Sequence[Sample]

    @property
    def totals(self) -> list[float]:
        """Megabytes of all parts together."""
        return [sum(sample.megabytes.values()) for sample in self.memory]

    @property
    def heights(self) -> tuple[float, float, float]:
        """What the total reaches in each third of the time, less its highest tenth: then all parts live."""
        third = max(1, len(self.memory) // 3)
        parts = self.totals[:third], self.totals[third : 2 * third], self.totals[-third:]
        first, middle, last = (sorted(part)[int(0.9 * len(part))] if part else 0.0 for part in parts)
        return first, middle, last

    @property
    def complaints(self) -> list[str]:
        """What is not as promised."""
        _, middle, last = self.heights
        wrong = {
            "lost": self.lost,
            "doubled": self.doubled,
            "labelled otherwise": self.mislabelled,
            "answered 500": self.answers.get("500", 0),
        }
        found = [f"{count} {what}" for what, count in wrong.items() if count]
        if last > GROWTH * middle + SLACK_MB:
            found.append(f"memory grows: {middle:.0f} MB, then {last:.0f}")
        return found


def keep(report: SoakReport, folder: Path = FOLDER) -> Path:
    """Write it; where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{report.taken_at.replace(':', '')}.json"
    file.write_text(json.dumps(asdict(report)))
    return file


def newest(folder: Path = FOLDER) -> SoakReport | None:
    """The one that was written last, if there is any."""
    files = sorted(folder.glob("*.json"))
    if not files:
        return None
    fields = json.loads(files[-1].read_text())
    return SoakReport(**fields | {"memory": [Sample(**sample) for sample in fields["memory"]]})


def table(report: SoakReport) -> str:
    """The counts as Markdown."""
    faults = ", ".join(f"{name} {count}×" for name, count in sorted(report.faults.items()))
    answers = ", ".join(f"{status}: {count:,}" for status, count in sorted(report.answers.items()))
    first, middle, last = report.heights
    ends = f"{report.accepted:,} / {report.ended:,} / {report.lost} / {report.doubled}"
    rows = [
        ("how long, with which seed", f"{report.minutes:g} minutes, {report.seed}, {report.taken_at[:10]}"),
        ("faults", f"{sum(report.faults.values()):,}: {faults}"),
        ("answers to uploads, by status", answers),
        ("accepted / ended / lost / doubled", ends),
        ("labels unlike an undisturbed run's", str(report.mislabelled)),
        ("quiet points, slowest until all had ended", f"{len(report.quiet)}, {max(report.quiet):.1f} s"),
        ("memory of all processes at its height, in each third", f"{first:.0f}, {middle:.0f}, {last:.0f} MB"),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def draw(report: SoakReport, file: Path) -> None:
    """The curve of memory, part by part."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - it takes long to import

    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.add_subplot()
    names = sorted({name for sample in report.memory for name in sample.megabytes})
    minutes = [sample.seconds / 60 for sample in report.memory]
    layers = [[sample.megabytes.get(name, 0.0) for sample in report.memory] for name in names]
    axes.stackplot(minutes, layers, labels=names)
    axes.set(xlabel="minutes", ylabel="MB (proportional set size)", xlim=(0, max(minutes)))
    axes.legend(loc="lower right", ncols=len(names), fontsize="small")
    figure.savefig(file, dpi=150)
