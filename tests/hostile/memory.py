"""How much memory the parts of a running Browline hold, and which processes they are."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import children, part

PARTS = ("web", "worker", "sweeper")


def family_of(home: Path, name: str) -> list[int]:
    """The processes of one part, its first one and all below it."""
    found = [part(home, name)]
    for pid in found:
        found += children(pid)
    return found


def largest_mb(home: Path, name: str, what: str = "VmRSS") -> float:
    """Resident memory of the part's largest process in MiB, now (`VmRSS`) or at its most (`VmHWM`)."""
    return max(_kilobytes(pid, what) for pid in family_of(home, name)) / 1024


def _kilobytes(pid: int, what: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))


@dataclass(frozen=True, slots=True)
class Watch:
    """The memory and the processes of every part as they were when it began."""

    home: Path
    before: dict[str, float]
    there: dict[str, list[int]]

    @classmethod
    def begin(cls, home: Path) -> "Watch":
        """Look for the first time."""
        return cls(
            home,
            {name: largest_mb(home, name) for name in PARTS},
            {name: family_of(home, name) for name in PARTS},
        )

    def numbers(self) -> dict[str, dict[str, float]]:
        """MiB of each part's largest process: before, now, and at its most."""
        return {
            name: {
                "before": round(before),
                "after": round(largest_mb(self.home, name)),
                "most": round(largest_mb(self.home, name, "VmHWM")),
            }
            for name, before in self.before.items()
        }

    def lost(self) -> list[int]:
        """The processes that are no longer there."""
        return [pid for name in PARTS for pid in self.there[name] if pid not in family_of(self.home, name)]
