"""What the auditor asks, what it expects, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select

from core.journal import JOURNAL_DAYS

EXAMPLES = 5  # named of each finding


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the settings promise, in seconds; what is younger than these is in flight and no fault."""

    lease_seconds: float = 50.0
    sweep_seconds: float = 3.0
    retention_days: int = 30
    grace_seconds: float = 7200.0  # of bytes without rows: twice as long as the sweeper gives them
    journal_days: int = JOURNAL_DAYS

    @property
    def late_seconds(self) -> float:
        """How long after its lease's end a claim may still be there: the sweeper has had ten turns."""
        return max(30.0, 10 * self.sweep_seconds)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: a stable `code`, what it means, and what an operator does about it."""

    code: str
    means: str
    todo: str


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of finding, and the query whose rows (one column, an id) are all that have it."""

    kind: Kind
    wrong: Select[Any] | CompoundSelect[Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: of which kind, how often, and a few of the ids or packs."""

    kind: Kind
    count: int
    examples: Sequence[str]


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what was found there."""

    jobs: int
    states: Mapping[str, int]  # numbers of images by state
    packs: int
    findings: Sequence[Finding]

    @property
    def accepted(self) -> int:
        """How many images are there."""
        return sum(self.states.values())
