"""While a camera is live its frames are taken beside a batch, however long one picture of that takes."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from core.blobs import BlobStore
from core.database import Database
from core.jobs.create import BULK, LIVE, SNAPSHOT
from models.prediction import Prediction
from tests.support.factories import image_states
from tests.support.files import portrait
from tests.support.pipelines import Watching, create_pipeline, upload
from tests.support.processes import wait_for
from worker.lane import FastLane
from worker.linger import LINGER_SECONDS


class Stuck(Watching):
    """A classifier that does not come to an end until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_end = threading.Event(), threading.Event()

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything, late."""
        self.began.set()
        assert self.may_end.wait(30)
        return super().classify(inputs)


@pytest.fixture
def lane() -> Iterator[FastLane]:
    made = FastLane()
    yield made
    made.close()


@pytest.mark.parametrize("priority", [LIVE, SNAPSHOT])
def test_a_frame_passes_a_batch_that_is_stuck(
    database: Database, store: BlobStore, lane: FastLane, priority: int
) -> None:
    job, stuck = upload(database, store, portrait()), Stuck()
    lane.use(create_pipeline(database, store, Watching()))
    with ThreadPoolExecutor(1) as main:
        batch = main.submit(create_pipeline(database, store, stuck).run_batch)
        assert stuck.began.wait(30)
        lane.saw_live()
        frame = upload(database, store, portrait(2), priority=priority)
        wait_for(lambda: image_states(database, frame) == ["classified"])
        assert image_states(database, job) == ["working"]
        stuck.may_end.set()
        assert batch.result() == 1
    assert image_states(database, job) == ["classified"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bulk_work_is_not_for_the_lane(database: Database, store: BlobStore, lane: FastLane) -> None:
    job = upload(database, store, portrait(), priority=BULK)
    lane.use(create_pipeline(database, store, Watching()))
    lane.saw_live()
    frame = upload(database, store, portrait(2), priority=LIVE)
    wait_for(lambda: image_states(database, frame) == ["classified"])
    assert image_states(database, job) == ["waiting"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_rests_when_no_frame_comes_any_more(database: Database, store: BlobStore, lane: FastLane) -> None:
    lane.use(create_pipeline(database, store, Watching()))
    lane.saw_live()
    threading.Event().wait(2 * LINGER_SECONDS)
    frame = upload(database, store, portrait(), priority=LIVE)
    threading.Event().wait(0.2)
    assert image_states(database, frame) == ["waiting"]
    lane.saw_live()
    wait_for(lambda: image_states(database, frame) == ["classified"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_frame_that_breaks_the_lane_does_not_end_it(
    database: Database, store: BlobStore, lane: FastLane, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Watching(MemoryError())
    lane.use(create_pipeline(database, store, broken))
    frame = upload(database, store, portrait(), priority=LIVE)
    lane.saw_live()
    wait_for(lambda: "live frames failed" in caplog.text)
    assert image_states(database, frame) == ["waiting"]  # a suspect, which is not the lane's
    broken.failure = None
    after = upload(database, store, portrait(2), priority=LIVE)
    lane.saw_live()
    wait_for(lambda: image_states(database, after) == ["classified"])
