"""What lies in a bucket and in a backup."""

from collections.abc import Mapping
from pathlib import Path

from tests.support.factories import create_settings
from tests.support.stores import BucketPlace


def inodes(folder: Path) -> dict[str, int]:
    """The packs in a folder, and which file each is."""
    return {f"{path.parent.name}/{path.name}": path.stat().st_ino for path in folder.glob("*/*")}


def objects(settings: Mapping[str, str], home: Path) -> dict[str, bytes]:
    """The packs in a bucket, by their names."""
    there = BucketPlace(create_settings(home, **settings))
    return {pack: there.read(pack) for pack in there.all()}
