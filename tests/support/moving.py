"""Large jobs that are cancelled and run again in small pieces, as several files of tests do it."""

from collections import Counter
from pathlib import Path

from core.blobs.folder import FolderStore
from core.database import Database
from core.jobs.actions import cancel_job, retry_job
from core.jobs.moves import Moves
from core.labels import JobState
from tests.support.auditing import codes
from tests.support.factories import create_account, create_job, image_states, read_job

MANY, PIECE = 11, 3  # images of a large job, where a piece has so few


def cancel(database: Database, job: str) -> int:
    """As its owner does."""
    owner = create_account(database)
    with database.write() as connection:
        return cancel_job(connection, owner, job)


def retry(database: Database, job: str) -> int:
    """As its owner does."""
    owner = create_account(database)
    with database.write() as connection:
        return retry_job(connection, owner, job)


def states(database: Database, job: str) -> dict[str, int]:
    """How many images are in each."""
    return Counter(image_states(database, job))


def seen(database: Database, job: str) -> JobState:
    """The one word for how far it is."""
    return read_job(database, job).state


def found(database: Database, folder: Path) -> set[str]:
    """What the audit finds of times and claims; the images of these tests have no bytes."""
    return codes(database, FolderStore(folder)).keys() & {
        "waits_though_cancelled",
        "job_not_finished",
        "job_finished_early",
        "image_counts_differ",
    }


def stopped_job(database: Database) -> str:
    """A large job of which every image was stopped."""
    job = create_job(database, MANY)
    cancel(database, job)
    Moves(database).go_on(60)
    assert states(database, job) == {"cancelled": MANY}
    return job
