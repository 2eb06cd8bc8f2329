"""What people do to a job while one of its videos is in work."""

from core.database import Database
from core.jobs.actions import cancel_job, retry_job
from core.videos.claim import claim_video
from core.videos.end import give_back_video
from tests.integration.videos.conftest import Desk
from tests.support.factories import create_account, read_job


def test_a_retry_right_after_a_cancel_goes_on_with_the_video_in_work(desk: Desk, database: Database) -> None:
    job, account = desk.upload(), create_account(database)
    claimed = claim_video(database, 60)
    assert claimed is not None
    with database.write() as connection:
        cancel_job(connection, account, job)
    with database.write() as connection:
        retry_job(connection, account, job)
    assert read_job(database, job).state == "working"
    give_back_video(database, claimed)
    assert desk.video(job).state == "waiting"
