"""Puts a finished artefact in its place and makes it the default: readers see the old one or the new one."""

import shutil
from pathlib import Path

from models.registry import DEFAULT_NAME


def staging_of(version: str, directory: Path) -> Path:
    """An empty folder beside the place of `version`, to put its files together in."""
    staging = directory / f".{version}.unfinished"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    return staging


def release(staging: Path, version: str, directory: Path) -> Path:
    """Moves `staging` to `directory/version`, names it the default, and returns its place."""
    place, replaced = directory / version, directory / f".{version}.replaced"
    shutil.rmtree(replaced, ignore_errors=True)
    if place.exists():
        place.rename(replaced)
    staging.rename(place)
    name_default(version, directory)
    shutil.rmtree(replaced, ignore_errors=True)
    return place


def set_aside(staging: Path, version: str, directory: Path) -> Path:
    """Keeps a finished artefact that must not serve where nothing looks for one, and returns its place."""
    place = directory / f".{version}.refused"
    shutil.rmtree(place, ignore_errors=True)
    return staging.rename(place)


def name_default(version: str, directory: Path) -> None:
    """Makes `version` the default of `directory`, in one step."""
    unfinished = directory / f".{DEFAULT_NAME}.unfinished"
    unfinished.write_text(f"{version}\n", encoding="utf-8")
    unfinished.replace(directory / DEFAULT_NAME)
