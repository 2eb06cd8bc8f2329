"""Joins faces over time: who is where they were expected, as large as before, and looks the same.

Frames may be a second apart, in which a person walks several face widths: overlap alone (IoU) finds only who
stands still. So a face is compared with each person by place (around where they were going, wider with time),
by size and by colours. Pairs are taken from the best down: with a handful of people in a frame this differs
from the optimal assignment only where two pairs are nearly equal, and then either is a guess.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from worker.tracks.appearance import likeness
from worker.tracks.person import Person, Sighting, middle

GAP_SAMPLES = 3.5  # how many samples somebody may be out of sight
GAP_SECONDS = 2.0  # and at least so long, where samples are close together
_REACH, _REACH_A_SECOND, _FARTHEST = 0.6, 3.0, 8.0  # face widths at which the place says half
_SIZE = 0.4  # of the natural logarithm of the ratio of sides
_DAMPING = 0.5  # people stop and turn: half of what they did is expected of them
_STRANGERS, _SAME = 0.76, 0.93  # likeness that one in ten strangers reach, and that most have to themselves
_PLACE_ALONE = 0.25  # what a face at the expected place is worth, if it looks like somebody else
_ENOUGH = 0.45


@dataclass(slots=True)
class Tracker:
    """Follows people through frames that come in the order of their time, `every` seconds apart."""

    every: float
    gap_seconds: float = GAP_SECONDS
    people: list[Person] = field(default_factory=list)  # who may still be seen again
    _gone: list[Person] = field(default_factory=list)
    _count: int = 0

    def step(self, at: float, faces: Sequence[Sighting]) -> list[Person]:
        """Take one frame's faces; returns the person of each, in the order of the faces."""
        self._part_with_gone(at)
        pairs = sorted(
            (
                (score(person, face), p, f)
                for p, person in enumerate(self.people)
                for f, face in enumerate(faces)
            ),
            reverse=True,
        )
        found: dict[int, Person] = {}
        taken: set[int] = set()
        for how_well, p, f in pairs:
            if how_well < _ENOUGH:
                break
            if p not in taken and f not in found:
                taken.add(p)
                found[f] = self.people[p]
        for f, person in found.items():
            person.join(faces[f])
        for f, face in enumerate(faces):
            if f not in found:
                found[f] = self._new(face)
        return [found[f] for f in range(len(faces))]

    def take_gone(self) -> list[Person]:
        """Those who were out of sight for too long to be known again; they are forgotten here."""
        gone, self._gone = self._gone, []
        return gone

    def take_all(self) -> list[Person]:
        """Everybody who is left, at the end."""
        left, self.people = [*self.take_gone(), *self.people], []
        return left

    def _part_with_gone(self, at: float) -> None:
        gap = max(GAP_SAMPLES * self.every, self.gap_seconds)
        self._gone += [person for person in self.people if at - person.last.at > gap]
        self.people = [person for person in self.people if at - person.last.at <= gap]

    def _new(self, face: Sighting) -> Person:
        self._count += 1
        person = Person.begin(self._count, face)
        self.people.append(person)
        return person


def score(person: Person, face: Sighting) -> float:
    """How well a face fits a person, from 0 to 1.

    A perfect place is not enough where somebody looks different: it may be another person after a cut.
    Perfect looks are enough for some strides away.
    """
    where = _place(person, face) * _size(person, face)
    if person.look is None or face.look is None:
        return where
    same = (likeness(person.look, face.look) - _STRANGERS) / (_SAME - _STRANGERS)
    return where * (_PLACE_ALONE + (1 - _PLACE_ALONE) * min(max(same, 0.0), 1.0))


def _place(person: Person, face: Sighting) -> float:
    """1 where they were going, 1/2 at their reach, with a long tail: people also run."""
    passed = max(face.at - person.last.at, 0.0)
    x, y = middle(person.last.box)
    x += _DAMPING * passed * person.velocity[0]
    y += _DAMPING * passed * person.velocity[1]
    here = middle(face.box)
    side = max((min(person.last.box[2:]) + min(face.box[2:])) / 2, 1.0)
    reach = min(_REACH + _REACH_A_SECOND * passed, _FARTHEST) * side
    return 1 / (1 + ((here[0] - x) ** 2 + (here[1] - y) ** 2) / reach**2)


def _size(person: Person, face: Sighting) -> float:
    ratio = math.log(max(min(face.box[2:]), 1.0) / max(min(person.last.box[2:]), 1.0))
    return math.exp(-0.5 * (ratio / _SIZE) ** 2)
