"""What is urgent overtakes a bulk batch that is under way, and cannot harm it."""

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import core.work.claim
import worker.pipeline
from core.blobs import BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.jobs.create import LIVE, SNAPSHOT
from core.work.claim import claim
from models.errors import EngineFailure
from models.prediction import Prediction
from tests.support.factories import create_job, image_states
from tests.support.files import plain, portrait
from tests.support.pipelines import Watching, create_pipeline, rows, upload
from worker.pace import FIRST, Pace
from worker.pipeline import Pipeline
from worker.stages import Stages

BULK_IMAGES = 3 * FIRST


class Interrupted(Watching):
    """A classifier during whose first call something else happens."""

    def __init__(self, meanwhile: Callable[[], object], failing_at: int = 0) -> None:
        super().__init__()
        self.calls: list[int] = []  # how many faces each had
        self._meanwhile = meanwhile
        self._failing_at = failing_at

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything, but fail at the call that was asked for."""
        self.calls.append(len(inputs))
        if len(self.calls) == 1:
            self._meanwhile()
        if len(self.calls) == self._failing_at:
            raise MemoryError
        return super().classify(inputs)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return FolderStore(tmp_path / "blobs")


def bulk(database: Database, store: BlobStore) -> str:
    return upload(database, store, *[portrait()] * BULK_IMAGES)


def test_nobody_looks_for_urgent_images_behind_the_last_piece(
    database: Database, store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker.pipeline, "BULK_SECONDS", 0.0)  # a slice and a piece for each image
    looks: list[int] = []

    def look(*_: object) -> bool:
        looks.append(len(looks))
        return True

    pipeline = create_pipeline(database, store, Watching())
    bulk(database, store)
    claimed = claim(database, 64, 60)
    assert claimed is not None
    monkeypatch.setattr(core.work.claim, "anything_waits", look)
    pipeline._work(claimed, Stages())
    assert len(looks) == BULK_IMAGES - 1


@pytest.mark.parametrize("priority", [LIVE, SNAPSHOT])
def test_an_urgent_image_ends_in_the_middle_of_a_batch(
    database: Database, store: BlobStore, priority: int
) -> None:
    job = bulk(database, store)
    urgent: list[str] = []
    then: list[list[str]] = []
    interrupted = Interrupted(lambda: urgent.append(upload(database, store, portrait(2), priority=priority)))
    pipeline = create_pipeline(database, store, interrupted)

    def look() -> None:
        then.extend([image_states(database, urgent[0]), image_states(database, job)])

    assert Pipeline(database, store, pipeline.networks, 64, 60, saw_urgent=look).run_batch() == BULK_IMAGES
    assert interrupted.calls[:2] == [FIRST, 1]  # a piece, and then what is urgent
    assert sum(interrupted.calls) == BULK_IMAGES + 1
    assert image_states(database, urgent[0]) == ["classified"]
    assert image_states(database, job) == ["classified"] * BULK_IMAGES
    assert then == [["classified"], ["working"] * BULK_IMAGES]


@pytest.mark.parametrize("live", [True, False])
def test_a_batch_rests_between_its_pieces_while_a_camera_is_live(
    database: Database, store: BlobStore, monkeypatch: pytest.MonkeyPatch, live: bool
) -> None:
    job, rests = bulk(database, store), list[int]()
    monkeypatch.setattr(Pace, "rest", lambda _: rests.append(1))
    networks = create_pipeline(database, store, Watching()).networks
    pipeline = Pipeline(database, store, networks, 64, 60, is_live=lambda: live)
    assert pipeline.run_batch() == BULK_IMAGES
    assert bool(rests) == live
    assert image_states(database, job) == ["classified"] * BULK_IMAGES


@pytest.mark.parametrize("priority", [LIVE, SNAPSHOT])
def test_a_batch_that_let_something_pass_rests_for_its_own_time(
    database: Database, store: BlobStore, monkeypatch: pytest.MonkeyPatch, priority: int
) -> None:
    """The urgent image's time is not the piece's: a rest of less than nothing would end the batch."""
    job, rests = bulk(database, store), list[float]()
    rest = Pace.rest
    monkeypatch.setattr(Pace, "rest", lambda pace: rest(pace, rests.append))
    interrupted = Interrupted(lambda: upload(database, store, portrait(2), priority=priority))
    networks = create_pipeline(database, store, interrupted).networks
    assert Pipeline(database, store, networks, 64, 60, is_live=lambda: True).run_batch() == BULK_IMAGES
    assert interrupted.calls[:2] == [FIRST, 1]
    assert min(rests) > 0
    assert image_states(database, job) == ["classified"] * BULK_IMAGES


def test_bulk_work_never_overtakes(database: Database, store: BlobStore) -> None:
    bulk(database, store)
    interrupted = Interrupted(lambda: bulk(database, store))
    assert create_pipeline(database, store, interrupted).run_batch() == BULK_IMAGES
    assert sum(interrupted.calls) == BULK_IMAGES


def test_an_urgent_image_that_fails_costs_the_batch_nothing(
    database: Database, store: BlobStore, caplog: pytest.LogCaptureFixture
) -> None:
    job = bulk(database, store)
    urgent: list[str] = []
    interrupted = Interrupted(
        lambda: urgent.append(upload(database, store, portrait(2), priority=LIVE)), failing_at=2
    )
    with caplog.at_level(logging.ERROR):
        create_pipeline(database, store, interrupted).run_batch()
    assert image_states(database, job) == ["classified"] * BULK_IMAGES
    assert image_states(database, urgent[0]) == ["waiting"]  # a suspect, which runs alone
    assert claim(database, 64, 60) is None
    assert "urgent images failed beside a batch" in caplog.text


def test_a_batch_that_fails_after_an_urgent_image_is_lost_as_ever(
    database: Database, store: BlobStore
) -> None:
    job = bulk(database, store)
    interrupted = Interrupted(lambda: upload(database, store, portrait(2), priority=LIVE), failing_at=3)
    with pytest.raises(MemoryError):
        create_pipeline(database, store, interrupted).run_batch()
    assert image_states(database, job) == ["waiting"] * BULK_IMAGES
    assert claim(database, 64, 60) is None  # suspects, all of them


def test_what_is_less_urgent_is_left_when_only_urgent_work_is_asked_for(database: Database) -> None:
    create_job(database, 3)
    assert claim(database, 64, 60, least=LIVE) is None
    create_job(database, 2, priority=LIVE)
    claimed = claim(database, 64, 60, least=LIVE)
    assert claimed is not None
    assert (claimed.priority, len(claimed.images)) == (LIVE, 2)


def test_a_frame_that_was_collected_meanwhile_harms_nobody(database: Database, store: BlobStore) -> None:
    """Its bytes are gone, its rows are gone: it fails for nobody."""
    job = upload(database, store, portrait(), plain(), priority=LIVE)
    interrupted = Interrupted(lambda: delete(database, job))
    assert create_pipeline(database, store, interrupted).run_batch() == 2
    assert rows(database, job) == []


def delete(database: Database, job: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM jobs WHERE id = '{job}'")  # noqa: S608 - our own id


def test_a_failing_engine_gives_live_frames_back(database: Database, store: BlobStore) -> None:
    job = upload(database, store, portrait(), priority=LIVE)
    with pytest.raises(EngineFailure):
        create_pipeline(database, store, Watching(EngineFailure("NaN"))).run_batch()
    assert image_states(database, job) == ["waiting"]
