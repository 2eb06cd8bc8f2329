"""Publishes an artefact that lies finished in some folder."""

import shutil
from pathlib import Path

from pydantic import ValidationError

from models.card import CARD_NAME, Card, load_card
from models.engines.litert import LiteRtEngine
from models.errors import ArtefactRejected
from models.registry import candidates_of
from models.selftest import check
from training.answers import ask, headline
from training.errors import PublishRefused
from training.folder_sets import folder_sets
from training.gate import against_default, by_cards
from training.publish import digest_of
from training.release import name_default, release, staging_of
from training.verdict import Verdict


def publish_finished(
    folder: Path, directory: Path, data: Path | None, cache: Path, *, force: bool = False
) -> Verdict:
    """Checks the artefact in `folder`, compares it with the default of `directory`, and makes it the default.

    It is compared on the pictures of `data` that decide, prepared in `cache`; without, by the cards. Returns
    how it compares. Raises `PublishRefused` where a digest or a self-test fails, and unless `force` is set
    also where it is worse; `DataError` for `data` that cannot be used.
    """
    card = verified(folder)
    place = directory / card.version
    judged = _judged(folder, card, directory, data, cache)
    if judged.better not in (None, card.version) and not force:
        raise PublishRefused(f"{judged.sentence} It is not published; --force publishes it all the same.")
    if place.resolve() == folder.resolve():
        name_default(card.version, directory)
    else:
        release(_copied(folder, card, directory), card.version, directory)
    return judged


def verified(folder: Path) -> Card:
    """The card, when every file is what it says and every engine answers as it says."""
    try:
        card = load_card(folder)
    except (OSError, ValidationError) as wrong:
        raise PublishRefused(f"{folder} has no readable card ({type(wrong).__name__})") from wrong
    for name in (card.version, *card.files):
        if Path(name).name != name or name.startswith("."):
            raise PublishRefused(f"the card in {folder} names {name}, which is not a plain name")
    for name, digest in card.files.items():
        try:
            found = digest_of(folder / name)
        except OSError as missing:
            raise PublishRefused(f"{name} cannot be read ({missing.strerror})") from missing
        if found != digest:
            raise PublishRefused(f"{name} is not the file that the card describes: its SHA-256 differs")
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
    return card


def _judged(folder: Path, card: Card, directory: Path, data: Path | None, cache: Path) -> Verdict:
    if data is None:
        return by_cards(card, directory)
    sets = folder_sets(data).sets
    deciding = headline([each.name for each in sets])
    engine = LiteRtEngine(folder / str(card.file_ending(".tflite")))
    (answers,) = ask(engine, [each for each in sets if each.name == deciding], cache)
    return against_default(answers, card.version, directory)


def _copied(folder: Path, card: Card, directory: Path) -> Path:
    """The files that the card lists, the card, and its figures, beside their place."""
    staging = staging_of(card.version, directory)
    figures = (file.name for file in sorted(folder.glob("*.png")))
    for name in (*card.files, CARD_NAME, *figures):
        shutil.copy2(folder / name, staging / name)
    return staging
