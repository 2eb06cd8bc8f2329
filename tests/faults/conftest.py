"""A Browline that is going to be hurt: short leases, quick sweeps, models of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_client

from bench.running import Running, running
from models.registry import artefacts_dir
from tests.support.auditing import check_sound
from tests.support.running import wait_until_ready

ENVIRONMENT = {"WORKERS": "2", "BATCH_MAX": "16", "LEASE_SECONDS": "3", "SWEEP_SECONDS": "0.5"}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published models, to be damaged."""
    return Path(shutil.copytree(artefacts_dir(), tmp_path_factory.mktemp("models") / "artefacts"))


@pytest.fixture(scope="session")
def hurt(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("hurt"), ENVIRONMENT | {"BROWLINE_MODELS": str(models)}) as started:
        yield started


@pytest.fixture
def fragile(hurt: Running) -> Iterator[Running]:
    """The system, healed from what the test before did; whatever a test does, it is sound afterwards."""
    wait_until_ready(hurt)
    yield hurt
    check_sound(hurt)


@pytest.fixture
def redis(fragile: Running) -> Iterator[redis_client.Redis]:
    client = redis_client.Redis(unix_socket_path=str(fragile.home / "redis.sock"))
    yield client
    client.close()
