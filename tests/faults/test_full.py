"""No room on a disk: 507 and nothing of the upload stays; with room again all goes on by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
    pytest.mark.timeout(600),
    pytest.mark.parametrize("fragile", ["small"], indirect=True),
]


@pytest.fixture(scope="module")
def hurt_small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Browline whose store and database lie on a small disk each."""
    home = tmp_path_factory.mktemp("hurt-small")
    with small_disk(home / "blobs", 32), small_disk(home / "rows", 32) as rows:
        small = {"DATABASE_URL": f"sqlite:///{rows}/browline.db", "BROWLINE_MAX_FILE_MB": "4"}
        with running(home, ENVIRONMENT | small) as started:
            yield started


def packs(server: Running) -> list[Path]:
    return sorted(path for path in (server.home / "blobs").rglob("*+*") if path.is_file())


@pytest.mark.fault("store full", "an upload to a disk without room, while a job is in work")
def test_the_store(fragile: Running, outcome: Recorder) -> None:
    job = outcome.upload(slow_pictures())
    wait_for(lambda: counts(fragile, job)["working"] > 0)
    before = packs(fragile)
    with filled(fragile.home / "blobs", leave=8192):
        answer = post_job(fragile, FILES)
        assert (answer.status, answer.body["code"]) == (507, "store_full")
        assert packs(fragile) == before
        wait_for(lambda: "store: it is full" in readiness(fragile)[1]["missing"])
    outcome.healed()
    outcome.upload(FILES)
    outcome.check(120)


@pytest.mark.fault("database full", "SQLite's disk has no room, while a job is in work and others come")
def test_the_database(fragile: Running, outcome: Recorder) -> None:
    job = outcome.upload(slow_pictures())
    wait_for(lambda: counts(fragile, job)["working"] > 0)
    with filled(fragile.home / "rows"):
        refused = wait_for(lambda: refusal(fragile, outcome), 120)
        assert refused == (507, "store_full")
        before = packs(fragile)
        assert (refusal(fragile, outcome), packs(fragile)) == (refused, before)
    outcome.healed()
    outcome.upload(FILES)
    outcome.check(180)


def refusal(server: Running, outcome: Recorder) -> tuple[int, str] | None:
    """The answer to an upload that is not taken; None where it is, for there is room in the file itself."""
    many = [*FILES] * 5
    answer = post_job(server, many)
    if answer.status == 202:
        outcome.accepted(answer.body["id"], len(many), many)
        return None
    return answer.status, answer.body["code"]
