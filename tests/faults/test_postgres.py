"""Postgres is restarted under a running system, or has no room: nothing that was accepted is lost."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench.postgres import PostgresServer, find_binaries, restartable_postgres
from bench.running import Running, running
from tests.faults.conftest import ENVIRONMENT
from tests.faults.pictures import slow_pictures
from tests.faults.recorder import Recorder
from tests.support.files import Portraits
from tests.support.processes import wait_for
from tests.support.requests import post_job
from tests.support.running import counts, readiness
from tests.support.small_disk import filled, small_disk

FILES = Portraits(40)
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.postgres,
    pytest.mark.timeout(600),
    pytest.mark.parametrize("fragile", ["restarted"], indirect=True),
]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """As careful with the disk as it comes: what was committed must outlive it."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no Postgres binaries are installed; install postgresql to run these tests")
    with restartable_postgres(binaries) as made:
        yield made


@pytest.fixture(scope="module")
def disk(server: PostgresServer) -> Iterator[Path]:
    """A small disk on which its tables lie; its log lies on a large one."""
    folder = Path(tempfile.mkdtemp(prefix="browline-tables-"))
    folder.chmod(0o755)
    with small_disk(folder / "disk", 64) as mounted:
        tables = mounted / "tables"
        tables.mkdir()
        shutil.chown(tables, server.folder.owner())
        with psycopg.connect(server.address, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{tables}'".encode())
            connection.execute("ALTER DATABASE postgres SET default_tablespace = small")
        yield mounted
        server.end()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hurt_restarted(
    server: PostgresServer, disk: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("hurt-restarted")
    with running(home, ENVIRONMENT | {"DATABASE_URL": server.address}) as started:
        yield started


def begin(system: Running, outcome: Recorder) -> None:
    """A job is in work."""
    job = outcome.upload(slow_pictures())
    wait_for(lambda: counts(system, job)["working"] > 0)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
@pytest.mark.fault("Postgres restarted", "fast or immediate, in the middle of a batch")
def test_a_restart(fragile: Running, outcome: Recorder, server: PostgresServer, how: signal.Signals) -> None:
    begin(fragile, outcome)
    server.stop(how)
    answer = post_job(fragile, FILES)
    assert (answer.status, answer.body["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    wait_for(lambda: readiness(fragile)[0] == 503)
    server.start()
    outcome.healed()
    outcome.upload(FILES)
    outcome.check(180)


@pytest.mark.fault("database full", "Postgres' tables have no room, while a job is in work and others come")
def test_no_room(fragile: Running, outcome: Recorder, disk: Path) -> None:
    begin(fragile, outcome)
    with filled(disk):
        assert wait_for(lambda: refusal(fragile, outcome), 120) == (507, "store_full")
    outcome.healed()
    outcome.upload(FILES)
    outcome.check(180)


def refusal(system: Running, outcome: Recorder) -> tuple[int, str] | None:
    """The answer to an upload that is not taken; None where it is, for there is room in the files itself."""
    many = [*FILES] * 5
    answer = post_job(system, many)
    if answer.status == 202:
        outcome.accepted(answer.body["id"], len(many), many)
        return None
    return answer.status, answer.body["code"]
