"""What a backup says of itself: that it is whole, of when, and how much it holds."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from core.blobs.copies import sync_file
from core.blobs.links import sync_folder
from core.errors import Invalid

FORMAT = 1
NAME = "backup.json"
DATABASE = "browline.db"
PACKS = "blobs"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows` are numbers by table; `size` is of all packs in bytes; `made_at` is ISO 8601 in UTC.

    `damaged` are packs in which images were not what had been stored.
    """

    made_at: str
    rows: Mapping[str, int]
    packs: int
    size: int
    damaged: Sequence[str] = ()
    format: int = FORMAT


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it last, durably: a folder without one is no backup."""
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    sync_file(fresh)
    fresh.replace(folder / NAME)
    sync_folder(folder)


def whole_since(folder: Path) -> int | None:
    """When the whole backup that is there was written (nanoseconds since 1970), None where there is none."""
    try:
        return (folder / NAME).stat().st_mtime_ns
    except FileNotFoundError:
        return None


def damaged_before(folder: Path) -> Sequence[str]:
    """The packs in which images were damaged in the whole backup that is there, none where there is none."""
    with suppress(Invalid):
        return read_manifest(folder).damaged
    return ()


def manifest_bytes(folder: Path) -> bytes:
    """What tells one whole backup from another."""
    return (folder / NAME).read_bytes()


def read_manifest(folder: Path) -> Manifest:
    """Raises `Invalid` where there is no whole backup that this version reads."""
    try:
        said = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        raise Invalid(f"{folder} holds no whole backup: there is no {NAME} in it.", "no_backup") from None
    except (OSError, ValueError) as error:
        raise Invalid(f"{folder / NAME} cannot be read ({error}).", "no_backup") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Invalid(f"{folder} was written by another version of Browline.", "no_backup")
    try:
        return Manifest(**said)
    except TypeError:
        raise Invalid(f"{folder / NAME} does not say what a backup says.", "no_backup") from None
