"""Publishes an artefact that lies finished in some folder."""

import shutil
from pathlib import Path

from models.card import CARD_NAME, Card
from models.engines.litert import LiteRtEngine
from training.answers import ask, headline
from training.errors import PublishRefused
from training.folder_sets import folder_sets
from training.gate import against_default, by_cards
from training.release import name_default, put_back, release, staging_of
from training.verdict import Verdict
from training.verify import verified


def publish_finished(
    folder: Path, directory: Path, data: Path | None, cache: Path, *, force: bool = False
) -> Verdict:
    """Checks the artefact in `folder`, compares it with the default of `directory`, and makes it the default.

    It is compared on the pictures of `data` that decide, prepared in `cache`; without, by the cards. Returns
    how it compares. Raises `PublishRefused` where a digest or a self-test fails, and unless `force` is set
    also where it is worse; `DataError` for `data` that cannot be used.
    """
    put_back(directory)  # or there may be no default to compare with
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
