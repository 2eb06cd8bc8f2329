"""Whether a finished artefact is what its card says, in every form that it is kept in."""

from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from models.card import Card, FileDigest, load_card
from models.errors import ArtefactRejected
from models.registry import candidates_of
from models.selftest import check
from training.errors import PublishRefused


def verified(folder: Path) -> Card:
    """The card, when every file is what it says and every engine answers as it says.

    Raises `PublishRefused`.
    """
    try:
        card = load_card(folder)
    except (OSError, ValidationError) as wrong:
        raise PublishRefused(f"{folder} has no readable card ({type(wrong).__name__})") from wrong
    for name in (card.version, *card.files):
        if Path(name).name != name or name.startswith("."):
            raise PublishRefused(f"the card in {folder} names {name}, which is not a plain name")
    _check_digests(folder, card)
    _check_answers(folder, card)
    return card


def digest_of(file: Path) -> FileDigest:
    """What a card says of a file. Raises `OSError`."""
    content = file.read_bytes()
    return FileDigest(sha256=sha256(content).hexdigest(), bytes=len(content))


def _check_digests(folder: Path, card: Card) -> None:
    for name, digest in card.files.items():
        try:
            found = digest_of(folder / name)
        except OSError as missing:
            raise PublishRefused(f"{name} cannot be read ({missing.strerror})") from missing
        if found != digest:
            raise PublishRefused(f"{name} is not the file that the card describes: its SHA-256 differs")


def _check_answers(folder: Path, card: Card) -> None:
    for candidate in candidates_of(card):
        file = card.file_ending(candidate.ending)
        if file is None:
            raise PublishRefused(f"the card lists no {candidate.ending} file")
        try:
            check(candidate.build(folder / file, card), card.selftest, int8=candidate.int8)
        except ArtefactRejected as rejected:
            raise PublishRefused(f"{file} is refused: {rejected}") from rejected
        except Exception as broken:  # a broken file makes the runtimes raise anything
            raise PublishRefused(f"{file} does not load ({type(broken).__name__}: {broken})") from broken
