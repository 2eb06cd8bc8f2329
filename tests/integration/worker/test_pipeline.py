"""From claimed rows to ended ones: one image may fail, a batch may not."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.blobs import BlobRef, BlobStore
from core.database import Database
from imaging.decode import decode
from models.errors import EngineFailure
from models.preprocess import face_input
from models.registry import load
from tests.support.factories import claim_some, create_image, create_job, image_states
from tests.support.files import damaged, plain, portrait
from tests.support.pipelines import Watching, create_pipeline, rows, upload

RED, BLUE = (230, 20, 30), (20, 30, 230)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
@pytest.mark.parametrize("colour", [RED, BLUE])
def test_a_colour_reaches_the_network_as_it_is(
    database: Database, store: BlobStore, kind: str, colour: tuple[int, int, int]
) -> None:
    upload(database, store, plain(kind, (200, 200), colour))
    watching = Watching()
    create_pipeline(database, store, watching).run_batch()
    (seen,) = watching.seen
    assert (seen.shape, seen.dtype) == ((96, 96, 3), np.uint8)
    assert np.abs(seen.astype(int) - colour).max() < 12


def test_answers_belong_to_their_images(database: Database, store: BlobStore) -> None:
    pictures = [portrait(seed) for seed in range(8)]
    job = upload(database, store, *pictures[:3], damaged(), *pictures[3:])
    classifier = load()
    assert create_pipeline(database, store, classifier).run_batch() == 9
    alone = [upload(database, store, data) for data in pictures]
    for _ in alone:
        create_pipeline(database, store, classifier).run_batch()
    expected = [rows(database, one)[0].confidence for one in alone]
    found = [row.confidence for row in rows(database, job) if row.status == "classified"]
    assert found == pytest.approx(expected, abs=1e-5)


def test_all_that_the_model_says_is_in_the_rows(
    database: Database, store: BlobStore, talkative: Path
) -> None:
    pictures = [portrait(seed) for seed in range(6)]
    job = upload(database, store, *pictures, damaged())
    classifier = load(directory=talkative)
    assert create_pipeline(database, store, classifier).run_batch() == 7
    said = classifier.classify(np.stack([face_input(decode(data)) for data in pictures]))
    *found, broken = rows(database, job)
    assert [(row.label, row.age_group, row.mask) for row in found] == [
        (one.label, one.age_group, one.mask) for one in said
    ]
    assert len({row.age_group for row in found}) > 1
    for row, one in zip(found, said, strict=True):
        shares = (row.confidence, row.age_confidence, row.mask_confidence)
        assert shares == pytest.approx((one.confidence, one.age_confidence, one.mask_confidence), abs=1e-5)
    assert (broken.age_group, broken.mask, broken.quality_flags) == (None, None, "")


def test_a_model_of_gender_alone_leaves_the_rest_empty(database: Database, store: BlobStore) -> None:
    job = upload(database, store, portrait())
    create_pipeline(database, store, load("seed-1")).run_batch()
    (row,) = rows(database, job)
    assert (row.age_group, row.age_confidence, row.mask, row.mask_confidence) == (None,) * 4


def test_flags_of_the_picture_are_in_the_rows(database: Database, store: BlobStore) -> None:
    """`create_image` promises 200×100 pixels, so nothing is tiny until that is asked for."""
    job = upload(database, store, portrait(), plain(colour=(9, 9, 9)))
    create_pipeline(database, store, Watching()).run_batch()
    assert [row.quality_flags for row in rows(database, job)] == ["", "blurred dark"]
    strict = upload(database, store, portrait())
    create_pipeline(database, store, Watching(), tiny_side=101).run_batch()
    assert rows(database, strict)[0].quality_flags == "tiny"


def test_a_damaged_image_fails_alone(database: Database, store: BlobStore) -> None:
    job = upload(database, store, portrait(), damaged(), portrait())
    create_pipeline(database, store, Watching()).run_batch()
    assert image_states(database, job) == ["classified", "failed", "classified"]
    (row,) = [row for row in rows(database, job) if row.status == "failed"]
    assert row.error_code == "undecodable"
    assert row.error_detail
    assert row.model_version == "watching"


def test_an_image_whose_bytes_are_gone_fails_alone(
    database: Database, store: BlobStore, tmp_path: Path
) -> None:
    job = upload(database, store, portrait(), portrait())
    (pack,) = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    os.truncate(pack, len(portrait()) + 5)
    create_pipeline(database, store, Watching()).run_batch()
    assert image_states(database, job) == ["classified", "failed"]
    assert rows(database, job)[1].error_code == "bytes_missing"


def test_a_batch_of_nothing_but_damage_ends(database: Database, store: BlobStore) -> None:
    job = upload(database, store, damaged(), damaged())
    watching = Watching()
    create_pipeline(database, store, watching).run_batch()
    assert (image_states(database, job), watching.seen) == (["failed"] * 2, [])


def test_a_missing_pack_fails_its_images(database: Database, store: BlobStore) -> None:
    upload(database, store, portrait())  # the store is there, and has another job's
    job = create_job(database, [create_image(blob=BlobRef("nowhere/pack", 0, 9))])
    create_pipeline(database, store, Watching()).run_batch()
    assert rows(database, job)[0].error_code == "bytes_missing"


def test_an_engine_that_fails_costs_no_image_anything(database: Database, store: BlobStore) -> None:
    job = upload(database, store, portrait(), portrait())
    with pytest.raises(EngineFailure):
        create_pipeline(database, store, Watching(EngineFailure("NaN"))).run_batch()
    assert image_states(database, job) == ["waiting"] * 2
    assert len(claim_some(database).images) == 2  # none of them is a suspect


def test_a_batch_that_fails_makes_suspects(database: Database, store: BlobStore) -> None:
    job = upload(database, store, portrait(), portrait())
    failing = create_pipeline(database, store, Watching(MemoryError()))
    with pytest.raises(MemoryError):
        failing.run_batch()
    assert image_states(database, job) == ["waiting"] * 2
    assert failing.run_batch() == 0
    healed = create_pipeline(database, store, Watching())
    assert [healed.run_batch(suspects=True) for _ in range(3)] == [1, 1, 0]
    assert image_states(database, job) == ["classified"] * 2


def test_an_idle_queue_is_no_work(database: Database, store: BlobStore) -> None:
    pipeline = create_pipeline(database, store, Watching())
    assert (pipeline.run_batch(), pipeline.run_batch(suspects=True)) == (0, 0)
