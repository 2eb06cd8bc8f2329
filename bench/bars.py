"""What a bench must reach: its figures beside their bars, and exit status 1 where one is missed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

BUSY_SECONDS = 1.0
QUIET = 0.1  # share of the cores that others may keep busy


@dataclass(frozen=True, slots=True)
class Bar:
    """A measured figure and what it must be: at least so much, or at most."""

    name: str
    figure: float
    side: Literal["at least", "at most"]
    bar: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the figure reaches the bar."""
        return self.figure >= self.bar if self.side == "at least" else self.figure <= self.bar

    def __str__(self) -> str:
        return f"{self.name}: {self.figure:,.4g} {self.unit}, {self.side} {self.bar:,g} {self.unit}"


def judge(bars: Sequence[Bar]) -> None:
    """Print every bar, met or missed. Raises `SystemExit` with status 1 if one is missed or none is there."""
    print()
    for bar in bars:
        print(f"{'met   ' if bar.met else 'MISSED'}  {bar}")
    if not bars:
        print("MISSED  nothing was measured that could be judged")
    if not bars or not all(bar.met for bar in bars):
        raise SystemExit(1)


def tell_if_busy() -> None:
    """Say so where others keep the machine busy before anything of ours runs."""
    share = busy_share(BUSY_SECONDS)
    if share > QUIET:
        print(
            f"Other programs keep {100 * share:.0f} % of the cores busy: the figures will suffer.\n",
            flush=True,
        )


def busy_share(seconds: float) -> float:
    """The share of all cores' time that is used now; 0 where the system does not tell (it is no Linux)."""
    before = _times()
    time.sleep(seconds)
    idle, spent = (now - then for now, then in zip(_times(), before, strict=True))
    return 1 - idle / spent if spent else 0.0


def _times() -> tuple[int, int]:
    """Ticks that all cores were idle, and all their ticks."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0, 0
    ticks = [int(word) for word in stat.read_text().split("\n", 1)[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)
