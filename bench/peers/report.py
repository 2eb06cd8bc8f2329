"""What a run found: rates beside Browline's in the same run, the bar of each, and why one is missed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.bars import Bar
from bench.peers.measured import Measured

OURS, FLOOR = "Browline, end to end and durable", "floor: decode + network, no server"
AHEAD = 3.0  # times as fast as each peer


@dataclass(frozen=True, slots=True)
class Contender:
    """The turns of one of them, in the order of the rounds."""

    name: str
    turns: tuple[Measured, ...]

    @property
    def rate(self) -> float:
        """Images a second, the median of its turns."""
        return median(turn.rate for turn in self.turns)

    @property
    def core_ms(self) -> float:
        """Milliseconds of a core an image in its servers, the median; 0 where nobody looked."""
        return median(turn.core_ms for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Report:
    """One run: everything in it was measured in turns, on the same cores, with the same pictures."""

    taken_at: str
    cores: int
    model: str
    ours: Contender
    floor: Contender
    peers: tuple[Contender, ...]
    versions: Mapping[str, str]

    def times(self, peer: Contender) -> float:
        """How many times as fast Browline was, each median by itself."""
        return self.ours.rate / peer.rate

    def bars(self) -> list[Bar]:
        """What is judged."""
        return [
            Bar(f"beside {peer.name}", self.times(peer), "at least", AHEAD, "times") for peer in self.peers
        ]

    def why(self, peer: Contender) -> str:
        """Why the bar is missed; empty where it is met."""
        if self.times(peer) >= AHEAD:
            return ""
        if AHEAD * peer.rate > self.floor.rate:
            return (
                f"{AHEAD:.0f} × {peer.rate:,.0f} is more than the {self.floor.rate:,.0f} that decode and "
                "network alone do in plain processes, so no server with them can be so far ahead"
            )
        own, bare, theirs = (1000 * self.cores / each.rate for each in (self.ours, self.floor, peer))
        return (
            f"of all the cores Browline takes {own:.2f} ms an image, {bare:.2f} of it for decode and network "
            "and the rest to receive, check, keep and commit it; "
            f"the peer takes {theirs:.2f} and keeps nothing"
        )

    def table(self) -> str:
        """The figures as Markdown, the fastest peer first, and the reasons below."""
        by_rate = sorted(self.peers, key=lambda peer: -peer.rate)
        missed = [peer for peer in by_rate if self.why(peer)]
        notes = [f"Missed beside {peer.name}: {self.why(peer)}." for peer in missed]
        lines = [
            "| | images/s | core-ms an image in its processes | Browline is |",
            "|---|---:|---:|---:|",
            _line(self.floor, ""),
            _line(self.ours, ""),
            *(_line(peer, self._ahead(peer)) for peer in by_rate),
        ]
        used = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        about = (
            f"Medians of {len(self.ours.turns)} rounds on {self.cores} cores, {self.taken_at}, {self.model}; "
            f"{used}. At least {AHEAD:.0f} × is wanted beside each."
        )
        return "\n".join([about, "", *lines, *(f"\n{note}" for note in notes)])

    def _ahead(self, peer: Contender) -> str:
        times = f"{self.times(peer):.1f} × as fast"
        return f"**{times}: missed**" if self.why(peer) else times

    def as_json(self) -> dict[str, Any]:
        """Every turn, and what was made of them."""
        missed = {peer.name: self.why(peer) for peer in self.peers if self.why(peer)}
        return asdict(self) | {
            "times": {peer.name: self.times(peer) for peer in self.peers},
            "missed": missed,
        }


def _line(contender: Contender, ahead: str) -> str:
    spent = f"{contender.core_ms:.2f}" if contender.core_ms else "–"
    return f"| {contender.name} | {contender.rate:,.0f} | {spent} | {ahead} |"


def contenders(turns: Mapping[str, Sequence[Measured]]) -> tuple[Contender, ...]:
    """One each, in their order."""
    return tuple(Contender(name, tuple(measured)) for name, measured in turns.items())
