"""The published versions of the model, by their cards: what models say of themselves. The web loads none."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.errors import NotFound
from core.settings import Settings
from web.card import FINDER, readable

Card = dict[str, Any]  # as JSON


@dataclass(frozen=True, slots=True)
class Artefact:
    """One version; without a `card` that people could read, `trouble` says in a sentence why."""

    version: str
    folder: Path
    card: Card | None
    trouble: str = ""


def in_use(settings: Settings) -> str:
    """The version that serves. Raises `OSError` where none is named."""
    version = settings.model or (settings.models / "default").read_text().strip()
    return Path(version).name


def parsed(folder: Path) -> Card:
    """A folder's card. Raises `OSError` where there is none, `ValueError` where it is no JSON object."""
    path = folder / "card.json"
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _parsed(path: Path, _changed: int) -> Card:
    """A card's text is long, and every live frame asks for the threshold in it."""
    card = json.loads(path.read_text())
    if not isinstance(card, dict):
        raise ValueError("it is no JSON object")
    return card


def artefacts(settings: Settings) -> Sequence[Artefact]:
    """Every published version of the classifier, the newest first; those with a broken card come last."""
    try:
        folders = sorted(path.parent for path in settings.models.glob("*/card.json"))
    except OSError:
        return []
    found = [each for each in map(_artefact, folders) if not (each.card and each.card.get("kind") == FINDER)]
    return sorted(found, key=lambda each: (each.card or {}).get("created_at", ""), reverse=True)


def artefact(settings: Settings, version: str) -> Artefact:
    """One published version. Raises `NotFound`, which names those that there are."""
    found = artefacts(settings)
    for each in found:
        if each.version == version:
            return each
    names = ", ".join(each.version for each in found) or "none"
    raise NotFound(
        f"There is no version of the model of this name. Published are: {names}.", "no_such_version"
    )


def _artefact(folder: Path) -> Artefact:
    try:
        card = parsed(folder)
        return Artefact(folder.name, folder, card if card.get("kind") == FINDER else readable(card))
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return Artefact(folder.name, folder, None, f"Its card.json cannot be read: {place}: {first['msg']}.")
    except (OSError, ValueError) as wrong:
        return Artefact(folder.name, folder, None, f"Its card.json cannot be read: {wrong}.")
