"""A Browline that is going to be hurt: short leases, quick sweeps, models of its own."""

import os
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis as redis_client

from bench.outcomes import FOLDER, FaultOutcome, keep
from bench.postgres import find_binaries, postgres_server
from bench.running import Running, running
from models.registry import artefacts_dir
from tests.faults import injected
from tests.faults.recorder import Recorder
from tests.support.auditing import check_sound
from tests.support.running import wait_until_ready

ENVIRONMENT = {
    "WORKERS": "2", "BATCH_MAX": "16", "LEASE_SECONDS": "3", "SWEEP_SECONDS": "0.5",
    "BROWLINE_CLIENT_SECONDS": "5", "BROWLINE_WORKER_MEMORY_MB": "1536", "BROWLINE_HANG_SECONDS": "15",
} | injected.environment()  # fmt: skip

ROW = pytest.StashKey[tuple[FaultOutcome, Path]]()
PASSED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published models, to be damaged."""
    return Path(shutil.copytree(artefacts_dir(), tmp_path_factory.mktemp("models") / "artefacts"))


@pytest.fixture(scope="session")
def hurt_sqlite(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("hurt"), ENVIRONMENT | {"BROWLINE_MODELS": str(models)}) as started:
        yield started


@pytest.fixture(scope="session")
def hurt_postgresql(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Running]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no Postgres binaries are installed; install postgresql to run these tests")
    with postgres_server(binaries) as address:
        environment = ENVIRONMENT | {"BROWLINE_MODELS": str(models), "DATABASE_URL": address}
        with running(tmp_path_factory.mktemp("hurt-postgresql"), environment) as started:
            yield started


@pytest.fixture
def fragile(request: pytest.FixtureRequest) -> Iterator[Running]:
    """The system, healed from what the test before did; whatever a test does, it is sound afterwards.

    On SQLite, or as `on_both_databases` says.
    """
    hurt: Running = request.getfixturevalue(f"hurt_{getattr(request, 'param', 'sqlite')}")
    wait_until_ready(hurt)
    yield hurt
    check_sound(hurt)


@pytest.fixture(scope="session")
def rows_file(request: pytest.FixtureRequest) -> Path:
    """Where this process keeps the rows that it measures."""
    return request.config.rootpath / FOLDER / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.jsonl"


@pytest.fixture
def outcome(request: pytest.FixtureRequest, fragile: Running, rows_file: Path) -> Iterator[Recorder]:
    """Records what the test's fault did, named by its mark `fault`; kept where the test passes."""
    fault, done = request.node.get_closest_marker("fault").args
    recorder = Recorder(fragile)
    yield recorder
    request.node.stash[ROW] = recorder.measured(request.node.nodeid, fault, done), rows_file


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the row of a test that has passed in all its phases, the last of which asks the auditor."""
    report = yield
    item.stash[PASSED] = item.stash.get(PASSED, True) and report.passed
    if call.when == "teardown" and item.stash[PASSED] and ROW in item.stash:
        keep(*item.stash[ROW])
    return report


@pytest.fixture
def redis(fragile: Running) -> Iterator[redis_client.Redis]:
    client = redis_client.Redis(unix_socket_path=str(fragile.home / "redis.sock"))
    yield client
    client.close()
