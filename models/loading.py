"""Which file of an artefact serves: the first that is what its card says and answers as its card says."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from models.card import FileDigest
from models.errors import ArtefactRejected, NoUsableArtefact

LOG = logging.getLogger(__name__)
E = TypeVar("E")


class Vouching(Protocol):
    """What a card of any kind says about its files."""

    @property
    def version(self) -> str:
        """The artefact's name."""
        ...

    @property
    def files(self) -> dict[str, FileDigest]:
        """What each file must be."""
        ...


@dataclass(frozen=True, slots=True)
class Form(Generic[E]):
    """One form in which a network is kept: the engine that runs it and how that is built and checked.

    `ready` returns an engine that has passed its self-test; it raises `ArtefactRejected`, or anything that a
    runtime raises for a broken file.
    """

    engine: str
    ending: str
    ready: Callable[[Path], E]
    missing: str = ""  # why the card may list no such file


@dataclass(frozen=True, slots=True)
class Loaded(Generic[E]):
    """The engine that serves, its name, and why those before it do not."""

    engine: E
    name: str
    reason: str


def first(engine: str, forms: Sequence[Form[E]]) -> list[Form[E]]:
    """The forms that an engine runs before the others, both in the order in which they were."""
    return sorted(forms, key=lambda form: not form.engine.startswith(engine))


def first_usable(forms: Sequence[Form[E]], folder: Path, card: Vouching) -> Loaded[E]:
    """The first form that passes hash and self-test; what was refused on the way is logged and kept.

    Raises `NoUsableArtefact` with every reason when nothing is left.
    """
    refused: list[str] = []
    for form in forms:
        try:
            engine = _checked(form, folder, card)
        except ArtefactRejected as rejected:
            refused.append(f"{form.engine}: {rejected}")
            LOG.warning("%s of %s is refused: %s", form.engine, card.version, rejected)
        else:
            LOG.info("%s serves %s", form.engine, card.version)
            return Loaded(engine, form.engine, "; ".join(refused))
    raise NoUsableArtefact(refused)


def file_ending(card: Vouching, ending: str) -> str | None:
    """The name of the artefact's file with that ending, if it has one."""
    return next((name for name in card.files if name.endswith(ending)), None)


def _checked(form: Form[E], folder: Path, card: Vouching) -> E:
    file = _verified_file(form, folder, card)
    try:
        return form.ready(file)
    except ArtefactRejected:
        raise
    except (
        Exception
    ) as broken:  # a broken file makes the runtimes raise anything, and the next engine must get its turn
        raise ArtefactRejected(f"{file.name} does not load ({type(broken).__name__}: {broken})") from broken


def _verified_file(form: Form[E], folder: Path, card: Vouching) -> Path:
    name = file_ending(card, form.ending)
    if name is None:
        raise ArtefactRejected(form.missing or f"the card lists no {form.ending} file")
    file = folder / name
    try:
        digest = sha256(file.read_bytes()).hexdigest()
    except OSError as missing:
        raise ArtefactRejected(f"{name} cannot be read ({type(missing).__name__})") from missing
    if digest != card.files[name].sha256:
        raise ArtefactRejected(
            f"{name} has SHA-256 {digest[:12]}… instead of {card.files[name].sha256[:12]}…"
        )
    return file
