"""Jobs of whole photos: a row a face with its box, and an honest word where there is none."""

import numpy as np
from sqlalchemy import select

from core.blobs import BlobStore
from core.database import Database
from core.jobs.actions import retry_job
from core.tables import Result
from models.finders.protocol import FoundFace
from tests.support.factories import create_account, image_states, read_job
from tests.support.files import damaged, plain
from tests.support.finders import Bright, Forbidden, Knowing, found
from tests.support.pipelines import Watching, create_pipeline, rows, upload

SIZE = (300, 200)
LIGHT, DARK = plain("JPEG", SIZE, (220, 210, 200)), plain("JPEG", SIZE, (9, 9, 9))
TWO = ((0.5, 0.25, 0.2, 0.5), (0.0, 0.0, 0.1, 0.2))


def finders(database: Database) -> list[str | None]:
    """Who looked for faces, row by row."""
    with database.read() as connection:
        query = select(Result.finder_version).order_by(Result.image_id, Result.ordinal)
        return list(connection.execute(query).scalars())


def test_every_face_is_a_row_with_its_box(database: Database, store: BlobStore) -> None:
    job = upload(database, store, LIGHT, LIGHT, framing="auto", size=SIZE)
    create_pipeline(database, store, Watching(), Knowing(*TWO)).run_batch()
    found_rows = rows(database, job)
    assert [(row.face_index, row.face_x, row.face_y, row.face_w, row.face_h) for row in found_rows] == [
        (0, 150, 50, 60, 100),
        (1, 0, 0, 30, 40),
    ] * 2
    assert {(row.face_score, row.label, row.model_version) for row in found_rows} == {
        (0.9, "female", "watching")
    }
    assert len({row.face_id for row in found_rows}) == 4
    counts = read_job(database, job).counts
    assert (counts.received, counts.classified, counts.no_face) == (2, 2, 0)
    assert finders(database) == ["knowing"] * 4


def test_no_face_is_its_own_end(database: Database, store: BlobStore) -> None:
    job = upload(database, store, DARK, LIGHT, DARK, framing="auto", size=SIZE)
    watching = Watching()
    create_pipeline(database, store, watching, Bright()).run_batch()
    assert image_states(database, job) == ["no_face", "classified", "no_face"]
    first, _, last = rows(database, job)
    for row in (first, last):
        assert (row.status, row.face_id, row.label, row.decision, row.face_x) == ("no_face", *[None] * 4)
        assert (row.error_code, row.quality_flags, row.width, row.height) == (None, "", *SIZE)
    assert len(watching.seen) == 1
    view = read_job(database, job)
    assert (view.state, view.counts.no_face, view.counts.classified) == ("done", 2, 1)
    assert finders(database) == ["bright"] * 3


def test_a_job_without_any_face_is_done(database: Database, store: BlobStore) -> None:
    job = upload(database, store, DARK, DARK, framing="auto", size=SIZE)
    create_pipeline(database, store, Forbidden(), Bright()).run_batch()
    assert read_job(database, job).state == "done"
    assert read_job(database, job).finished_at is not None


def test_one_batch_serves_jobs_of_both_framings(database: Database, store: BlobStore) -> None:
    crops = upload(database, store, DARK, damaged(), framing="face", size=SIZE)
    photos = upload(database, store, DARK, LIGHT, damaged(), framing="auto", size=SIZE)
    assert create_pipeline(database, store, Watching(), Bright()).run_batch() == 5
    assert image_states(database, crops) == ["classified", "failed"]
    assert image_states(database, photos) == ["no_face", "classified", "failed"]
    row = rows(database, crops)[0]
    assert (row.face_x, row.face_y, row.face_w, row.face_h, row.face_score) == (0, 0, *SIZE, None)
    assert sorted(map(str, finders(database))) == ["None"] * 3 + ["bright"] * 2


def test_a_crowd_is_many_rows_in_the_order_of_size(database: Database, store: BlobStore) -> None:
    class Crowd:
        version = "crowd"
        engine_reason = ""

        def find(self, picture: np.ndarray) -> list[FoundFace]:
            """Two hundred faces, each smaller than the one before."""
            return [found((n, n / 2, 60 - n / 5, 60 - n / 5)) for n in range(200)]

    job = upload(database, store, LIGHT, framing="auto", size=SIZE)
    watching = Watching()
    create_pipeline(database, store, watching, Crowd()).run_batch()
    with database.read() as connection:
        sides = connection.execute(
            select(Result.face_w).where(Result.job_id == job).order_by(Result.ordinal)
        ).scalars()
        assert list(sides) == [min(round(n + 60 - n / 5), 300) - n for n in range(200)]
    assert len(watching.seen) == 200
    assert image_states(database, job) == ["classified"]


def test_a_retry_looks_for_faces_again(database: Database, store: BlobStore) -> None:
    job = upload(database, store, damaged(), LIGHT, framing="auto", size=SIZE)
    pipeline = create_pipeline(database, store, Watching(), Knowing(*TWO))
    pipeline.run_batch()
    owner = create_account(database)
    with database.write() as connection:
        assert retry_job(connection, owner, job) == 1
    assert pipeline.run_batch() == 1
    assert image_states(database, job) == ["failed", "classified"]
    assert [row.status for row in rows(database, job)] == ["failed", "classified", "classified"]
