"""What happens to a claim whose worker stays away, gives up or comes too late."""

import time

import pytest
from sqlalchemy import select

from core.database import Database
from core.tables import Image, Result
from core.work.finish import finish
from core.work.release import give_back, lose_claim, release_expired
from tests.support.factories import claim_some, create_job, image_states, read_job, sure


def losses(database: Database, job_id: str) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(select(Image.losses).where(Image.job_id == job_id)).scalars())


def error_codes(database: Database, job_id: str) -> list[str | None]:
    with database.read() as connection:
        return list(connection.execute(select(Result.error_code).where(Result.job_id == job_id)).scalars())


def lose(database: Database, times: int) -> None:
    for time_lost in range(times):
        lose_claim(database, claim_some(database, suspects=time_lost > 0).id)


def test_a_lease_that_has_time_left_is_kept(database: Database) -> None:
    job = create_job(database, 2)
    claim_some(database, lease=60)
    assert release_expired(database) == 0
    assert image_states(database, job) == ["working"] * 2


def test_an_ended_lease_returns_its_images_as_suspects(database: Database) -> None:
    job = create_job(database, 2)
    claim_some(database, lease=0.01)
    time.sleep(0.05)
    assert release_expired(database) == 2
    assert image_states(database, job) == ["waiting"] * 2
    assert losses(database, job) == [1, 1]


def test_a_lost_claim_ends_nothing(database: Database) -> None:
    job = create_job(database, 2)
    late = claim_some(database, lease=0.01)
    time.sleep(0.05)
    release_expired(database)
    assert finish(database, late.id, [sure(image) for image in late.images], "late") == 0
    assert image_states(database, job) == ["waiting"] * 2
    assert error_codes(database, job) == []


def test_only_the_second_claim_of_an_image_ends_it(database: Database) -> None:
    job = create_job(database, 1)
    late = claim_some(database)
    lose_claim(database, late.id)
    second = claim_some(database, suspects=True)
    assert finish(database, late.id, [sure(image, "male") for image in late.images], "late") == 0
    assert finish(database, second.id, [sure(image, "female") for image in second.images], "second") == 1
    with database.read() as connection:
        assert connection.execute(select(Result.model_version, Result.label)).all() == [("second", "female")]
    assert read_job(database, job).state == "done"


def test_finishing_twice_ends_once(database: Database) -> None:
    create_job(database, 2)
    claimed = claim_some(database)
    outcomes = [sure(image) for image in claimed.images]
    assert finish(database, claimed.id, outcomes, "a") == 2
    assert finish(database, claimed.id, outcomes, "a") == 0


def test_a_batch_ends_even_where_one_image_was_lost(database: Database) -> None:
    job = create_job(database, 2)
    claimed = claim_some(database)
    with database.write() as connection:  # as if a sweeper had taken one back
        one = Image.__table__.update().where(Image.id == claimed.images[0].id)
        connection.execute(one.values(state="waiting", claim_id=None, losses=1))
    assert finish(database, claimed.id, [sure(image) for image in claimed.images], "a") == 1
    assert image_states(database, job) == ["waiting", "classified"]


def test_two_losses_are_forgiven(database: Database) -> None:
    job = create_job(database, 1)
    lose(database, 2)
    assert image_states(database, job) == ["waiting"]


def test_three_losses_fail_with_a_reason(database: Database) -> None:
    job = create_job(database, 1)
    lose(database, 3)
    assert image_states(database, job) == ["failed"]
    assert error_codes(database, job) == ["worker_lost"]


def test_three_ended_leases_fail_too(database: Database) -> None:
    job = create_job(database, 1)
    for time_lost in range(3):
        claim_some(database, lease=0.005, suspects=time_lost > 0)
        time.sleep(0.03)
        assert release_expired(database) == 1
    assert error_codes(database, job) == ["worker_lost"]


def test_a_job_whose_last_image_was_lost_is_finished(database: Database) -> None:
    job = create_job(database, 1)
    lose(database, 3)
    view = read_job(database, job)
    assert view.state == "done"
    assert view.finished_at is not None


def test_giving_back_is_no_loss(database: Database) -> None:
    job = create_job(database, 2)
    assert give_back(database, claim_some(database).id) == 2
    assert losses(database, job) == [0, 0]
    assert len(claim_some(database).images) == 2


@pytest.mark.parametrize("release", [give_back, lose_claim])
def test_a_release_touches_only_its_own_claim(database: Database, release: object) -> None:
    job = create_job(database, 2)
    mine, _theirs = claim_some(database, 1), claim_some(database, 1)
    assert release(database, mine.id) == 1  # type: ignore[operator]
    assert image_states(database, job) == ["waiting", "working"]
