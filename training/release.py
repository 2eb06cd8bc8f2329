"""Puts a finished artefact in its place and makes it the default.

Under the name of a new version, and of the default, readers see the old artefact or the new one. Where a
version replaces itself, its place is empty for the moment between two renames; what was cut off there is put
back by whatever publishes next.
"""

import shutil
from pathlib import Path

from models.registry import DEFAULT_NAME

REPLACED = ".replaced"


def staging_of(version: str, directory: Path) -> Path:
    """An empty folder beside the place of `version`, to put its files together in."""
    put_back(directory)
    staging = directory / f".{version}.unfinished"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    return staging


def put_back(directory: Path) -> None:
    """Returns to its place every artefact of `directory` that a release moved aside and did not replace."""
    for replaced in directory.glob(f".*{REPLACED}"):
        place = directory / replaced.name.removeprefix(".").removesuffix(REPLACED)
        if not place.exists():
            replaced.rename(place)


def release(staging: Path, version: str, directory: Path, default: str = DEFAULT_NAME) -> Path:
    """Moves `staging` to `directory/version`, names it the default, and returns its place.

    `default` is the file that names it: classifiers and finders have one each. Where it cannot be moved, the
    artefact that was there stays.
    """
    put_back(directory)
    place, replaced = directory / version, directory / f".{version}{REPLACED}"
    shutil.rmtree(replaced, ignore_errors=True)
    if place.exists():
        place.rename(replaced)
    try:
        staging.rename(place)
    finally:
        put_back(directory)
    name_default(version, directory, default)
    shutil.rmtree(replaced, ignore_errors=True)
    return place


def set_aside(staging: Path, version: str, directory: Path) -> Path:
    """Keeps a finished artefact that must not serve where nothing looks for one, and returns its place."""
    place = directory / f".{version}.refused"
    shutil.rmtree(place, ignore_errors=True)
    return staging.rename(place)


def name_default(version: str, directory: Path, default: str = DEFAULT_NAME) -> None:
    """Makes `version` the default of `directory`, in one step."""
    unfinished = directory / f".{default}.unfinished"
    unfinished.write_text(f"{version}\n", encoding="utf-8")
    unfinished.replace(directory / default)
