"""One kind of bad input: a file, and the answer that it must get."""

from collections.abc import Callable
from dataclasses import dataclass

CLASSIFIED = "classified"


def refused(code: str) -> str:
    """It is not taken, and the answer says why."""
    return f"refused {code}"


def failed(code: str) -> str:
    """It is taken, and its image ends failed."""
    return f"failed {code}"


UNDECODABLE = failed("undecodable")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A named file; it must get one of its `answers`, which are several only where a decoder may choose.

    `notes` are what the answer must say of a file that is taken. What takes a second or more is `slow`.
    """

    family: str
    name: str
    make: Callable[[], bytes]
    answers: tuple[str, ...]
    notes: tuple[str, ...] = ()
    slow: bool = False

    @property
    def title(self) -> str:
        """What tests and tables call it; it is its file's name too."""
        return f"{self.family}: {self.name}"

    @property
    def taken(self) -> bool:
        """Whether it may be stored at all."""
        return not all(answer.startswith("refused") for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Family:
    """Collects the specimens of one family."""

    name: str
    members: list[Specimen]

    def add(
        self,
        name: str,
        make: Callable[[], bytes],
        *answers: str,
        notes: tuple[str, ...] = (),
        slow: bool = False,
    ) -> None:
        """One more specimen."""
        self.members.append(Specimen(self.name, name, make, answers, notes, slow))
