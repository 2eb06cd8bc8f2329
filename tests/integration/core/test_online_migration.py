"""On Postgres everybody goes on writing while the newest migration runs, and nothing is counted wrongly."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import event

from core.blobs.folder import FolderStore
from core.database import Database
from core.ids import new_id
from migrations.migrate import alembic_config, is_newest, migrate, migrating
from tests.support.auditing import codes
from tests.support.factories import create_account

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
pytestmark = pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
Writer = psycopg.Connection[tuple[object, ...]]
JOBS, IMAGES, MANY = 4, 1500, 250_000  # images of each job; of a large database
PAUSE = 1.0  # seconds that an upload may be kept waiting
# As the version before wrote them: it knows nothing of the columns that come.
IMAGE = """
    INSERT INTO images (id, job_id, filename, sha256, width, height, blob, blob_offset, blob_length, state,
        priority, losses, created_at)
    SELECT gen_random_uuid(), %(job)s, 'a.jpg', repeat('0', 64), 200, 200, '', 0, 0, %(state)s, 0, 0, now()
    FROM generate_series(1, %(many)s)
"""
FACE = """
    INSERT INTO results (id, job_id, image_id, ordinal, status, label, confidence, quality_flags,
        model_version, classified_at)
    SELECT gen_random_uuid(), job_id, id, 0, 'classified', (ARRAY['female', 'male'])[1 + mod(width, 2)],
        0.5 + random() / 2, '', 'test-1', now()
    FROM images WHERE job_id = %(job)s AND state = 'classified'
    AND NOT EXISTS (SELECT FROM results WHERE image_id = images.id)
"""


@pytest.fixture
def before(request: pytest.FixtureRequest, database: Database) -> Iterator[tuple[Database, list[str]]]:
    """A database of the version before, with jobs that have ended; how many images each has may be asked."""
    images = getattr(request, "param", IMAGES)
    owner, jobs = create_account(database), [new_id() for _ in range(JOBS)]
    config = alembic_config()
    with migrating(database) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")
    with plain(database) as connection:
        for job in jobs:
            connection.execute(
                "INSERT INTO jobs (id, owner_id, name, threshold, framing, refused, kept, created_at, "
                "last_upload_at, stored_images) "
                "VALUES (%s, %s, 'Before', 0.8, 'face', 0, true, now(), now(), %s)",
                (job, owner, images),
            )
            connection.execute(IMAGE, {"job": job, "state": "classified", "many": images})
            connection.execute(FACE, {"job": job})
    yield database, jobs
    migrate(database)


def plain(database: Database) -> Writer:
    """A connection that commits each statement, as nobody of this version opens one."""
    url = database.engine.url
    return psycopg.connect(
        f"host={url.query['host']} user={url.username} dbname={url.database}", autocommit=True
    )


def upload(connection: Writer, job: str) -> None:
    with connection.transaction():
        connection.execute("SELECT FROM jobs WHERE id = %s FOR UPDATE", (job,))
        connection.execute(IMAGE, {"job": job, "state": "waiting", "many": 3})
        connection.execute("UPDATE jobs SET stored_images = stored_images + 3 WHERE id = %s", (job,))


def classify(connection: Writer, job: str) -> None:
    with connection.transaction():
        connection.execute("SELECT FROM jobs WHERE id = %s FOR UPDATE", (job,))
        connection.execute(
            "UPDATE images SET state = 'classified' WHERE id IN "
            "(SELECT id FROM images WHERE job_id = %s AND state = 'waiting' LIMIT 5)",
            (job,),
        )
        connection.execute(FACE, {"job": job})


def review(connection: Writer, job: str) -> None:
    with connection.transaction():
        connection.execute("SELECT FROM jobs WHERE id = %s FOR UPDATE", (job,))
        connection.execute(
            "UPDATE results SET reviewed_label = 'male' WHERE id IN "
            "(SELECT id FROM results WHERE job_id = %s AND reviewed_label IS NULL LIMIT 2)",
            (job,),
        )


def retry(connection: Writer, job: str) -> None:
    with connection.transaction():
        connection.execute("SELECT FROM jobs WHERE id = %s FOR UPDATE", (job,))
        some = "SELECT id FROM images WHERE job_id = %s AND state = 'classified' ORDER BY id LIMIT 1"
        for image in connection.execute(some, (job,)).fetchall():
            connection.execute("DELETE FROM results WHERE image_id = %s", image)
            connection.execute("UPDATE images SET state = 'waiting' WHERE id = %s", image)


def test_what_others_write_meanwhile_is_counted_once(
    before: tuple[Database, list[str]], tmp_path: Path
) -> None:
    database, jobs = before
    enough = threading.Event()

    def write(does: Callable[[Writer, str], None], seed: int) -> int:
        choice, done = random.Random(seed), 0
        with plain(database) as connection:
            while not enough.is_set():
                does(connection, choice.choice(jobs))
                done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        writers = [
            pool.submit(write, does, seed) for seed, does in enumerate((upload, classify, review, retry))
        ]
        try:
            migrate(database)
        finally:
            enough.set()
        assert all(writer.result() for writer in writers)
    with database.write() as connection:  # so that nothing else is wrong with what was made up here
        connection.exec_driver_sql("DELETE FROM images WHERE state = 'waiting'")
        connection.exec_driver_sql(
            "UPDATE jobs SET stored_images = (SELECT count(*) FROM images WHERE job_id = jobs.id)"
        )
    found = codes(database, FolderStore(tmp_path))
    assert {code: number for code, number in found.items() if code.endswith("_differ")} == {}


class CutShort(Exception):
    """The end of a process, as far as its transactions can tell."""


@contextmanager
def cut_short_at(database: Database, word: str, time: int) -> Iterator[None]:
    """Let nothing come after the statement before the one that has the word for so many times."""
    met = count(1)

    def cut(_: object, __: object, statement: str, *___: object) -> None:
        if word in statement and next(met) == time:
            raise CutShort

    event.listen(database.engine, "before_cursor_execute", cut)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", cut)


@pytest.mark.parametrize("before", [20], indirect=True)
@pytest.mark.parametrize(
    ("word", "time"),
    [
        ("ALTER TABLE results", 1),
        ("CREATE INDEX CONCURRENTLY", 3),
        ("pending = pending + ", JOBS),
        ("CREATE INDEX CONCURRENTLY ix_jobs_drawn", 1),
    ],
    ids=["columns", "indexes", "counts", "the newest"],
)
def test_one_that_was_cut_short_begins_again(
    before: tuple[Database, list[str]], tmp_path: Path, word: str, time: int
) -> None:
    """Also where all was counted but the images of one job: nothing is counted twice."""
    database, _ = before
    with pytest.raises(CutShort), cut_short_at(database, word, time):
        migrate(database)
    assert not is_newest(database)
    migrate(database)
    found = codes(database, FolderStore(tmp_path))
    assert {code: number for code, number in found.items() if code.endswith("_differ")} == {}


@pytest.mark.thorough
@pytest.mark.parametrize("before", [MANY], indirect=True)
def test_an_upload_waits_less_than_a_second_beside_a_million_rows(
    before: tuple[Database, list[str]], record_property: Callable[[str, object], None]
) -> None:
    database, jobs = before
    enough, waits = threading.Event(), list[float]()

    def send() -> None:
        with plain(database) as connection:
            while not enough.wait(0.02):
                began = time.monotonic()
                upload(connection, jobs[0])
                waits.append(time.monotonic() - began)

    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send)
        began = time.monotonic()
        try:
            migrate(database)
        finally:
            enough.set()
        sending.result()
    taken = time.monotonic() - began
    record_property("longest_wait_ms", round(1000 * max(waits)))
    print(f"{len(waits)} uploads in {taken:.1f} s; the longest took {1000 * max(waits):.0f} ms")
    assert len(waits) > taken, "it sent all the time"
    assert max(waits) < PAUSE
