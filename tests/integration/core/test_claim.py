"""Taking work: in order, each image once, suspects alone."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, column, select, table
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import PoolProxiedConnection

import core.database
from core.database import Database
from core.jobs.create import LIVE, SNAPSHOT
from core.prepared import Prepared, run
from core.work.claim import claim
from core.work.release import lose_claim
from tests.support.databases import opened
from tests.support.factories import claim_some, create_image, create_job, image_states
from tests.support.transactions import begun_on

THE_TESTS_OWN = "off by command line"  # how Postgres runs for all tests


def test_nothing_waits(database: Database) -> None:
    assert claim(database, 64, 60) is None


def test_older_images_come_first_whatever_their_job(database: Database) -> None:
    images = [create_image() for _ in range(6)]
    create_job(database, images[0::2])
    create_job(database, images[1::2])
    assert [image.id for image in claim_some(database, 4).images] == [image.id for image in images[:4]]


def test_a_higher_priority_overtakes(database: Database) -> None:
    create_job(database, 10)
    snapshot = create_image()
    create_job(database, [snapshot], priority=SNAPSHOT)
    assert [image.id for image in claim_some(database, 1).images] == [snapshot.id]


@pytest.mark.parametrize("suspects", [False, True])
def test_who_finds_nothing_waits_for_no_writer(database: Database, *, suspects: bool) -> None:
    with database.write():
        assert claim(database, 64, 60, suspects=suspects, least=LIVE) is None


def test_a_look_that_fails_keeps_nobody_from_claiming(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where Postgres has hung up just now; the claim has another connection then."""
    create_job(database, 1, priority=LIVE)
    asked = list[str]()

    def lost(_: Database, *_asked: object) -> list[Any]:
        asked.append("in vain")
        raise OperationalError("SELECT", None, Exception("hung up"))

    monkeypatch.setattr(Database, "ask_queue", lost)
    claimed = claim(database, 64, 60, least=LIVE)
    assert claimed is not None
    assert (len(claimed.images), asked) == (1, ["in vain"])


def test_a_claim_takes_no_more_than_its_limit(database: Database) -> None:
    job = create_job(database, 5)
    assert len(claim_some(database, 3).images) == 3
    assert image_states(database, job) == ["working"] * 3 + ["waiting"] * 2


def test_a_claimed_image_is_not_claimed_again(database: Database) -> None:
    create_job(database, 3)
    first, second = claim_some(database, 2), claim_some(database, 2)
    assert not {image.id for image in first.images} & {image.id for image in second.images}
    assert claim(database, 2, 60) is None


def test_a_claim_says_where_the_bytes_lie(database: Database) -> None:
    image = create_image(width=320, height=240)
    job = create_job(database, [image], framing="auto")
    (claimed,) = claim_some(database).images
    assert (claimed.id, claimed.job_id, claimed.framing) == (image.id, job, "auto")
    assert (claimed.blob, claimed.width, claimed.height) == (image.blob, 320, 240)


def test_each_image_is_searched_as_its_job_says(database: Database) -> None:
    images = [create_image() for _ in range(4)]
    create_job(database, images[::2], framing="auto")
    create_job(database, images[1::2], framing="face")
    assert [image.framing for image in claim_some(database).images] == ["auto", "face"] * 2


def test_a_claim_is_one_statement(database: Database) -> None:
    """Which begins nothing, commits by itself and does not wait for the disk; what comes after it does."""
    create_job(database, 2)
    synced = list[object]()
    told = "SELECT setting || ' by ' || source FROM pg_settings WHERE name = 'synchronous_commit'"
    ask = {"sqlite": "PRAGMA synchronous", "postgresql": told}[database.dialect]
    told_of = {"sqlite": ([2], 1, 2), "postgresql": ([], "off by session", THE_TESTS_OWN)}
    looked, unsynced, in_sync = told_of[database.dialect]  # SQLite looks first, in a statement that reads

    def look(
        engine: Engine, connection: PoolProxiedConnection, ready: Prepared, values: Mapping[str, object]
    ) -> list[Any]:
        driver: Any = connection.driver_connection
        synced.append(driver.execute(ask).fetchone()[0])
        return run(engine, connection, ready, values)

    with begun_on(database) as begins, pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.database, "run", look)
        claim_some(database, 1)
        with pytest.raises(DBAPIError):
            database.take(Prepared(select(column("nothing")).select_from(table("images"))), {})
    assert begins == []
    assert synced == [*looked, unsynced, unsynced]
    with database.write() as connection:
        assert connection.exec_driver_sql(ask).scalar_one() == in_sync
    claim_some(database, 1)


def test_eight_workers_at_once_claim_every_image_once(database: Database, database_url: str) -> None:
    job = create_job(database, 200)

    def take_all(_worker: int) -> list[str]:
        taken = list[str]()
        with opened(database_url, pool_size=1) as own:
            while claimed := claim(own, 3, 60):
                taken += [image.id for image in claimed.images]
        return taken

    with ThreadPoolExecutor(8) as workers:
        taken = [image_id for ids in workers.map(take_all, range(8)) for image_id in ids]
    assert len(taken) == len(set(taken)) == 200
    assert set(image_states(database, job)) == {"working"}


def test_a_suspect_runs_alone(database: Database) -> None:
    create_job(database, 3)
    lose_claim(database, claim_some(database).id)
    assert claim(database, 64, 60) is None
    assert len(claim_some(database, 64, suspects=True).images) == 1


def test_images_without_a_loss_are_no_suspects(database: Database) -> None:
    create_job(database, 3)
    assert claim(database, 64, 60, suspects=True) is None
