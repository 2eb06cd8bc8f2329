"""Each fault is really caused, and the auditor finds it and nothing else."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.database import Database
from core.tables import Base
from tests.integration.audit.world import World
from tests.support.auditing import lawless

NOBODY = "00000000-0000-7000-8000-000000000000"
LONG_AGO = "2020-01-01 00:00:00.000000+00:00"

FAULTS = [
    ("DELETE FROM results WHERE status = 'no_face'", {"end_missing": 1}),
    ("UPDATE results SET ordinal = 3 WHERE ordinal = 1", {"ended_twice": 1}),
    ("UPDATE results SET classified_at = 'LONG_AGO' WHERE ordinal = 1", {"ended_twice": 1}),
    ("UPDATE results SET model_version = NULL WHERE ordinal = 1", {"ended_twice": 1}),
    ("UPDATE images SET state = 'waiting' WHERE state = 'no_face'",
     {"end_too_early": 1, "job_finished_early": 1}),
    ("UPDATE images SET state = 'cancelled' WHERE state = 'no_face'", {"end_too_early": 1}),
    ("UPDATE images SET state = 'classified' WHERE state = 'no_face'", {"end_differs": 1}),
    ("UPDATE results SET error_code = '' WHERE error_detail = 'The picture is damaged.'",
     {"end_empty": 1}),
    ("UPDATE results SET label = NULL WHERE ordinal = 1", {"end_empty": 1}),
    ("UPDATE results SET confidence = 'NaN' WHERE ordinal = 1", {"end_empty": 1}),
    ("UPDATE results SET p_female = 1.5 WHERE ordinal = 1", {"end_empty": 1}),
    ("UPDATE results SET label = 'male' WHERE status = 'no_face'", {"end_empty": 1}),
    ("UPDATE images SET state = 'lost' WHERE state = 'waiting'", {"unknown_state": 1}),
    ("UPDATE images SET lease_until = NULL WHERE state = 'working'", {"claim_broken": 1}),
    ("UPDATE images SET lease_until = 1 WHERE state = 'waiting'", {"claim_broken": 1}),
    ("UPDATE images SET lease_until = 1 WHERE state = 'working'", {"claim_not_swept": 1}),
    ("UPDATE images SET lease_until = lease_until + 3600 WHERE state = 'working'", {"claim_too_long": 1}),
    ("UPDATE jobs SET cancelled_at = 'LONG_AGO' WHERE finished_at IS NULL", {"waits_though_cancelled": 1}),
    ("UPDATE videos SET state = 'lost', tracked_at = NULL WHERE state = 'sampled'",
     {"unknown_video_state": 1, "job_finished_early": 1}),
    ("UPDATE jobs SET finished_at = NULL", {"job_not_finished": 4}),
    ("UPDATE jobs SET finished_at = created_at", {"job_finished_early": 1}),
    ("UPDATE jobs SET expected = 9 WHERE name = 'Film'", {"job_finished_early": 2}),
    ("UPDATE jobs SET created_at = 'LONG_AGO' WHERE kept", {"job_kept_too_long": 4}),
    ("UPDATE jobs SET created_at = 'LONG_AGO' WHERE NOT kept", {"live_frame_left": 1}),
    ("UPDATE videos SET sampled = sampled + 1 WHERE state = 'sampled'", {"video_frames_differ": 1}),
    ("UPDATE images SET frame_index = 5 WHERE frame_index = 1", {"video_frames_differ": 1}),
    ("UPDATE videos SET state = 'sampled', blob = '' WHERE state = 'failed'",
     {"video_failure_untold": 1, "job_size_differs": 1}),
    ("UPDATE videos SET state = 'cancelled' WHERE state = 'sampled'", {"tracks_shown_early": 1}),
    ("UPDATE tracks SET frames = 9", {"track_faces_differ": 1}),
    ("UPDATE tracks SET best_face_id = 'NOBODY'", {"track_faces_differ": 1}),
    ("UPDATE results SET job_id = (SELECT max(CAST(id AS TEXT)) FROM jobs)::uuid WHERE status = 'no_face'",
     {"job_differs": 1}),
    ("UPDATE reviews SET job_id = (SELECT max(CAST(id AS TEXT)) FROM jobs)::uuid WHERE undoes IS NULL",
     {"job_differs": 1}),
    ("UPDATE results SET reviewed_label = 'male' WHERE ordinal = 1", {"review_differs": 1}),
    ("UPDATE results SET reviewed_at = 'LONG_AGO' WHERE ordinal = 1", {"review_differs": 1}),
    ("UPDATE results SET opinions = 1 WHERE ordinal = 1", {"review_differs": 1}),
    ("DELETE FROM reviews WHERE undoes IS NOT NULL", {"review_differs": 1}),
    ("UPDATE reviews SET voice = 2 WHERE undoes IS NOT NULL", {"opinion_counted_twice": 1}),
    ("UPDATE reviews SET account_id = (SELECT id FROM accounts WHERE name = 'reviewer') WHERE undoes IS NULL",
     {"opinion_counted_twice": 1}),
    ("UPDATE reviews SET decides = NOT decides WHERE undoes IS NOT NULL", {"undo_decides": 1}),
    ("UPDATE jobs SET opinions = 4 WHERE name = 'Film'", {"opinions_impossible": 2}),
    ("UPDATE job_reviewers SET account_id = (SELECT id FROM accounts WHERE name = 'owner')",
     {"shared_with_owner": 1}),
    ("DELETE FROM images WHERE state = 'waiting'", {"accepted_image_lost": 1, "job_size_differs": 1}),
    ("UPDATE jobs SET stored_images = stored_images - 1 WHERE kept", {"job_size_differs": 4}),
    ("UPDATE jobs SET stored_bytes = 0 WHERE kept", {"job_size_differs": 4}),
    ("UPDATE jobs SET classified = classified + 1 WHERE kept", {"image_counts_differ": 4}),
    ("UPDATE face_counts SET faces = faces + 1 WHERE status = 'failed'", {"face_counts_differ": 2}),
    ("UPDATE face_counts SET sureness = 0 WHERE label = 'male'", {"face_counts_differ": 1}),
    ("DELETE FROM face_counts WHERE label = 'male'", {"face_counts_differ": 1}),
    ("UPDATE results SET least = NOT least WHERE ordinal = 1", {"least_face_differs": 1}),
]  # fmt: skip
REFERENCES = [
    *(
        (table.name, key.parent.name, key.column.table.name)
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)  # a set has no order
    ),
    ("images", "video_id", "videos"),
    ("results", "track_id", "tracks"),
]


@pytest.fixture(scope="module")
def lawbreaker(sound: World) -> Iterator[Database]:
    """The sound world's database, in which everything is allowed."""
    with lawless(sound.database.url) as database:
        yield database


@pytest.fixture
def rows(lawbreaker: Database) -> Iterator[Connection]:
    """A transaction that never happened."""
    with lawbreaker.write() as connection:
        if lawbreaker.dialect == "postgresql":  # who holds no key fires no trigger either
            counting = "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal"
            for table, name in connection.exec_driver_sql(counting).all():
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        yield connection
        connection.rollback()


def found(rows: Connection) -> dict[str, int]:
    return {finding.kind.code: finding.count for finding in audit_rows(rows, Bounds())}


def test_a_sound_world_has_none(rows: Connection) -> None:
    assert found(rows) == {}


@pytest.mark.parametrize(("statement", "expected"), FAULTS)
def test_a_fault_is_found(rows: Connection, statement: str, expected: dict[str, int]) -> None:
    statement = statement.replace("LONG_AGO", LONG_AGO).replace("NOBODY", NOBODY)
    if rows.dialect.name == "sqlite":
        statement = statement.replace("::uuid", "")
    assert rows.exec_driver_sql(statement).rowcount > 0
    assert found(rows) == expected


@pytest.mark.parametrize(("table", "column", "parent"), REFERENCES)
def test_what_is_named_and_gone_is_found(rows: Connection, table: str, column: str, parent: str) -> None:
    one = f"(SELECT min(CAST({column} AS TEXT)) FROM {table})"  # noqa: S608
    lose = f"UPDATE {table} SET {column} = '{NOBODY}' WHERE CAST({column} AS TEXT) = {one}"  # noqa: S608
    changed = rows.exec_driver_sql(lose).rowcount
    assert changed > 0, f"the sound world has no row of {table} yet; give it one"
    assert found(rows)[f"{table}_without_{parent}"] == changed


def test_of_many_some_are_named(rows: Connection) -> None:
    rows.exec_driver_sql("DELETE FROM results")
    missing = audit_rows(rows, Bounds())[0]
    assert (missing.kind.code, missing.count, len(missing.examples)) == ("end_missing", 7, 5)
    assert len(set(missing.examples)) == 5
