"""A world whose packs lie in a bucket, and commands that reach it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from core.database import Database
from core.settings import Settings
from tests.integration.audit.world import World, make_world
from tests.support.backups import runner
from tests.support.factories import create_settings
from tests.support.stores import BucketPlace, with_bucket


@pytest.fixture
def reached(s3: Mapping[str, str]) -> dict[str, str]:
    """The settings of a bucket with a prefix of its own."""
    return with_bucket(s3)


@pytest.fixture
def place(reached: Mapping[str, str], redis_settings: Settings, tmp_path: Path) -> BucketPlace:
    return BucketPlace(create_settings(tmp_path, redis_url=redis_settings.broker_url, **reached))


@pytest.fixture
def world(redis: object, database: Database, tmp_path: Path, place: BucketPlace) -> World:
    return make_world(database, tmp_path / "blobs", place.store)


@pytest.fixture
def run(database_url: str, tmp_path: Path, reached: Mapping[str, str]) -> Callable[..., Result]:
    return runner(tmp_path, database_url, **reached)
