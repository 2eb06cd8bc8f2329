"""What is on its way in or out while the auditor looks is no fault, and it changes nothing."""

from contextlib import AbstractContextManager
from functools import partial

import pytest
from sqlalchemy import Connection, update

from core.audit.packs import Snapshot, audit_packs
from core.audit.snapshot import snapshot
from core.jobs.actions import delete_job
from core.tables import Image
from tests.integration.audit.world import World, job_of, two_faces, upload_film
from tests.support.auditing import codes
from tests.support.factories import create_account, end_some


def found(first: Connection, later: Snapshot, world: World) -> list[str]:
    return [finding.kind.code for finding in audit_packs(first, later, world.store, 0)[1]]


def remove(world: World, job: str) -> None:
    account = create_account(world.database)
    with world.database.write() as connection:
        delete_job(connection, account, job)


@pytest.mark.parametrize("late", [True, False])
def test_a_job_that_is_deleted_meanwhile_is_no_fault(world: World, late: bool) -> None:
    """Its rows go first, then its bytes: at the first look it still has both, or rows alone."""

    def later() -> AbstractContextManager[Connection]:
        if late:
            remove(world, world.open)
        return snapshot(world.database)

    with snapshot(world.database) as first:
        first.exec_driver_sql("SELECT count(*) FROM jobs")
        if not late:
            remove(world, world.open)
        world.store.delete_job(world.open)
        assert found(first, later, world) == []


def test_bytes_whose_rows_come_meanwhile_are_no_fault(world: World) -> None:
    with snapshot(world.database) as first:
        first.exec_driver_sql("SELECT count(*) FROM jobs")
        job_of(world.database, world.store, 3)
        assert found(first, partial(snapshot, world.database), world) == []


def test_a_waiting_video_needs_its_bytes(world: World) -> None:
    job = upload_film(world.database, world.store)
    assert codes(world.database, world.store) == {}
    world.store.delete_job(job)
    assert codes(world.database, world.store) == {"bytes_missing": 1}


def test_an_image_that_ended_because_they_were_gone_needs_none(world: World) -> None:
    world.store.delete_job(world.done)
    assert codes(world.database, world.store) == {"bytes_missing": 3}
    with world.database.write() as connection:
        connection.exec_driver_sql("UPDATE results SET error_code = 'bytes_missing' WHERE status = 'failed'")
    assert codes(world.database, world.store) == {"bytes_missing": 2}


def test_an_audit_cannot_write(world: World) -> None:
    with snapshot(world.database) as connection, pytest.raises(Exception, match=r"read.?only"):
        connection.execute(update(Image).values(losses=1))
    end_some(world.database, two_faces)  # and others can afterwards
    assert codes(world.database, world.store) == {}
