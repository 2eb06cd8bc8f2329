"""Millions of images written by SQL alone: what grows with them is measured in minutes, not in hours."""
# ruff: noqa: S608 - all of it is of our own words

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text

from core.database import Database
from core.ids import new_id
from core.jobs.create import JobRequest, create_job
from core.labels import AGE_GROUPS

BYTES = 9_900  # of a picture, which lies nowhere
PIECE = 250_000  # rows of a statement
THRESHOLD = 0.9
FILLING_CACHE, SERVED_CACHE = -8_000_000, -32_000  # kilobytes, as SQLite's pragma has them
COUNTING = (("images", "count_images_added"), ("results", "count_faces_added"))
# How each writes a number in hexadecimal digits, an id, the jobs of a list and the numbers of a range.
_HEX = {"sqlite": "printf('%0{digits}x', {of})", "postgresql": "lpad(to_hex(({of})::bigint), {digits}, '0')"}
_ID = {"sqlite": "{of}", "postgresql": "({of})::uuid"}
_JOBS = {
    "sqlite": "(SELECT value AS id FROM json_each(:jobs))",
    "postgresql": "(SELECT ordinality - 1 AS place, value::uuid AS id "
    "FROM json_array_elements_text(CAST(:jobs AS json)) WITH ORDINALITY)",
}
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE r(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM r WHERE n + 1 < :end) "
    "SELECT n FROM r)",
    "postgresql": "(SELECT n FROM generate_series(CAST(:first AS bigint), CAST(:end AS bigint) - 1) AS n)",
}
_NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "postgresql": "now()"}


@dataclass(frozen=True, slots=True)
class Images:
    """So many images of some jobs, in turns of `block` images each; they wait, or have a face each."""

    jobs: Sequence[str]
    count: int
    block: int = 1000
    waiting: bool = False


def new_jobs(connection: Connection, owner_id: str, names: Sequence[str]) -> list[str]:
    """Make empty jobs; their ids."""
    ids = [new_id() for _ in names]
    for job_id, name in zip(ids, names, strict=True):
        create_job(connection, owner_id, job_id, JobRequest(name, THRESHOLD, "face"))
    return ids


def fill(database: Database, images: Images) -> None:
    """Write their rows, ids rising as those of uploads do, and what the jobs keep beside them."""
    now = int(time.time() * 1000)
    values: dict[str, object] = {
        "block": images.block,
        "ms": now,
        "state": "waiting" if images.waiting else "classified",
        "bytes": BYTES,
    }
    for first in range(0, images.count, PIECE):
        piece = values | _piece(images, first, min(first + PIECE, images.count))
        with database.write(synced=False) as connection, _at_ease(connection):
            connection.execute(text(_images(database.dialect)), piece)
            if not images.waiting:
                connection.execute(text(_results(database.dialect)), piece)
    with database.write() as connection:
        all_of_them = {"jobs": json.dumps(list(images.jobs))}
        connection.execute(text(_beside(database.dialect)), values | all_of_them)
        if database.dialect == "sqlite":
            connection.exec_driver_sql(f"PRAGMA cache_size={SERVED_CACHE}")


def _piece(images: Images, first: int, end: int) -> dict[str, object]:
    """Numbers from `first` on, and the job of each of their blocks."""
    blocks = range(first // images.block, (end - 1) // images.block + 1)
    jobs = [images.jobs[block % len(images.jobs)] for block in blocks]
    return {"first": first, "end": end, "start": blocks[0], "jobs": json.dumps(jobs)}


@contextmanager
def _at_ease(connection: Connection) -> Iterator[None]:
    """Give SQLite memory for indexes that are written all over, and look up no job and image on Postgres.

    All is counted still. SQLite keeps that memory to the end, or each piece would read it all again.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size={FILLING_CACHE}")
        yield
        return
    before, after = (
        [f"ALTER TABLE {table} {way} TRIGGER {name}" for table, name in COUNTING]
        for way in ("ENABLE ALWAYS", "ENABLE")
    )
    for statement in ("SET LOCAL session_replication_role TO replica", *before):
        connection.exec_driver_sql(statement)
    yield
    for statement in after:
        connection.exec_driver_sql(statement)


def _number(dialect: str, of: str, digits: int) -> str:
    return _HEX[dialect].format(of=of, digits=digits)


def _id(dialect: str, salt: int) -> str:
    """A UUIDv7 whose time rises with n, 4,096 a millisecond; the rest is n, scattered."""
    head, count = _number(dialect, ":ms + n / 4096", 12), _number(dialect, "n % 4096", 3)
    first = _number(dialect, f"32768 + (n * 7919 + {salt}) % 16384", 4)
    rest = _number(dialect, f"(n * 40503 + {salt}) * 65537 % 281474976710656", 12)
    whole = f"substr({head}, 1, 8) || '-' || substr({head}, 9) || '-7' || {count}"
    return _ID[dialect].format(of=f"{whole} || '-' || {first} || '-' || {rest}")


def _rows(dialect: str) -> str:
    if dialect == "sqlite":  # which would join by reading all jobs for each number
        job = "json_extract(:jobs, '$[' || (n / :block - :start) || ']')"
        return f"(SELECT n, {job} AS id FROM {_NUMBERS[dialect]}) AS j"
    return f"{_NUMBERS[dialect]} AS r JOIN {_JOBS[dialect]} AS j ON j.place = r.n / :block - :start"


def _images(dialect: str) -> str:
    name = f"'ward-' || (n % 97) || '/IMG_' || {_number(dialect, 'n', 8)} || '.jpg'"
    pack = f"j.id || '/' || {_number(dialect, 'n / 64', 12)} || '.pack'"
    return (
        "INSERT INTO images (id, job_id, filename, sha256, width, height, blob, blob_offset, blob_length, "
        f"state, priority, losses, created_at) SELECT {_id(dialect, 0)}, j.id, {name}, "
        f"{_number(dialect, 'n', 64)}, 200, 200, {pack}, (n % 64) * :bytes, :bytes, :state, 0, 0, "
        f"{_NOW[dialect]} FROM {_rows(dialect)} ORDER BY n"
    )


def _results(dialect: str) -> str:
    ages = " ".join(f"WHEN {place} THEN '{group}'" for place, group in enumerate(AGE_GROUPS))
    sure = "0.5 + (n * 7919 % 5000) / 10000.0"
    label = "CASE WHEN n % 2 = 0 THEN 'female' ELSE 'male' END"
    return (
        "INSERT INTO results (id, job_id, image_id, ordinal, least, status, face_x, face_y, face_w, face_h, "
        "label, confidence, p_female, p_male, age_group, age_confidence, mask, mask_confidence, "
        "quality_flags, model_version, classified_at, opinions) "
        f"SELECT {_id(dialect, 1)}, j.id, {_id(dialect, 0)}, 0, true, :state, 0, 0, 200, 200, {label}, "
        f"{sure}, {sure}, 1 - ({sure}), CASE n % {len(AGE_GROUPS)} {ages} END, 0.6, 'worn', 0.95, "
        f"CASE WHEN n % 20 = 0 THEN 'dark' ELSE '' END, 'bench', {_NOW[dialect]}, 0 "
        f"FROM {_rows(dialect)} ORDER BY n"
    )


def _beside(dialect: str) -> str:
    """What quotas ask for, and when the jobs ended of which nothing is pending."""
    images = "pending + classified + no_face + failed + stopped"
    return (
        f"UPDATE jobs SET stored_images = {images}, stored_bytes = ({images}) * CAST(:bytes AS BIGINT), "
        f"finished_at = CASE WHEN pending = 0 THEN {_NOW[dialect]} END "
        f"WHERE id IN (SELECT id FROM {_JOBS[dialect]} AS j)"
    )
