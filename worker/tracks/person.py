"""One face at one moment, and a person as the faces that were joined: pure arithmetic, no pixels."""

from dataclasses import dataclass, field

from core.labels import flag_words
from worker.tracks.appearance import Appearance, Box, blend

_DOUBT = {"blurred": 0.3, "tiny": 0.3, "dark": 0.5, "turned": 0.5}
_LARGE = 96.0  # pixels of a face's side above which more say nothing more
_FRESH = 0.3  # share of the newest face in how somebody looks


@dataclass(frozen=True, slots=True)
class Sighting:
    """One classified face: `key` names it for who wants to know, `box` is in pixels of the whole frame."""

    key: str
    at: float
    box: Box
    p_female: float
    quality_flags: str = ""
    look: Appearance | None = None

    @property
    def weight(self) -> float:
        """How much this face counts beside others of the same person: less for every flaw."""
        weight = 1.0
        for flag in self.quality_flags.split():
            weight *= _DOUBT.get(flag, 1.0)
        return weight

    @property
    def worth(self) -> float:
        """How well it shows the person: large, sharp and sure."""
        size = min(min(self.box[2:]) / _LARGE, 1.0)
        return self.weight * size * max(self.p_female, 1 - self.p_female)


@dataclass(slots=True)
class Person:
    """Somebody who was seen at least once."""

    number: int
    first: Sighting
    last: Sighting
    best: Sighting
    look: Appearance | None
    velocity: tuple[float, float] = (0.0, 0.0)  # of the face's middle, pixels a second
    keys: list[str] = field(default_factory=list)
    frames: int = 0  # in which they were seen
    _weights: float = 0.0
    _female: float = 0.0
    _flagged: dict[str, float] = field(default_factory=dict)  # weight of the faces with each flag

    @classmethod
    def begin(cls, number: int, seen: Sighting) -> "Person":
        """Somebody new."""
        person = cls(number, seen, seen, seen, seen.look)
        person._count(seen)
        return person

    def join(self, seen: Sighting) -> None:
        """They were seen again, later."""
        passed = max(seen.at - self.last.at, 1e-3)
        was, now = middle(self.last.box), middle(seen.box)
        self.velocity = ((now[0] - was[0]) / passed, (now[1] - was[1]) / passed)
        if self.look is None or seen.look is None:
            self.look = self.look if seen.look is None else seen.look
        else:
            self.look = blend(self.look, seen.look, _FRESH)
        self.last = seen
        if seen.worth > self.best.worth:
            self.best = seen
        self._count(seen)

    def _count(self, seen: Sighting) -> None:
        self.frames += 1
        if seen.key:  # a camera that runs for weeks names none, or they would fill the memory
            self.keys.append(seen.key)
        self._weights += seen.weight
        self._female += seen.weight * seen.p_female
        for flag in seen.quality_flags.split():
            self._flagged[flag] = self._flagged.get(flag, 0.0) + seen.weight

    @property
    def p_female(self) -> float:
        """The mean over their faces, by their weight."""
        return self._female / self._weights

    @property
    def label(self) -> str:
        """The likelier of the two."""
        return "female" if self.p_female >= 0.5 else "male"

    @property
    def confidence(self) -> float:
        """Of the label."""
        return max(self.p_female, 1 - self.p_female)

    @property
    def quality_flags(self) -> str:
        """Flags of most of their faces, by weight; words with spaces between them."""
        most = (flag for flag, weight in self._flagged.items() if weight > self._weights / 2)
        return " ".join(flag_words(" ".join(most)))


def middle(box: Box) -> tuple[float, float]:
    """Of a box, in its pixels."""
    return box[0] + box[2] / 2, box[1] + box[3] / 2
