"""What the tests of bad input have measured, for docs/reliability.md."""

import json
from collections import Counter
from dataclasses import dataclass, field

from bench.outcomes import FOLDER


@dataclass(slots=True)
class Figures:
    """Answers by family and class, the longest request, and memory."""

    answers: dict[str, Counter[str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    longest_seconds: float = 0.0
    memory_mb: dict[str, dict[str, float]] = field(default_factory=dict)
    crashes: int = 0

    def count(self, family: str, answer: str) -> None:
        """One more input of a family and the class of its answer."""
        self.answers.setdefault(family, Counter())[answer] += 1

    @property
    def tried(self) -> Counter[str]:
        """How many files and requests of each family, names not counted."""
        return Counter(
            {family: counts.total() for family, counts in self.answers.items() if family != "names"}
        )

    def asked(self, status: int, seconds: float) -> None:
        """One more request, its status and its time."""
        self.statuses[status] += 1
        self.longest_seconds = max(self.longest_seconds, seconds)

    def write(self, name: str) -> None:
        """Write them where `python -m bench.hostile` looks."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        body = {
            "answers": {family: dict(counts) for family, counts in self.answers.items()},
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "longest_seconds": round(self.longest_seconds, 2),
            "memory_mb": self.memory_mb,
            "crashes": self.crashes,
        }
        (FOLDER / name).write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n")
