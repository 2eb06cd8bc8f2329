"""While a camera is live its frames are taken beside a batch, however long one picture of that takes."""

import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy.exc import TimeoutError as NoConnection

from core.blobs import BlobStore
from core.database import Database
from core.jobs.create import BULK, LIVE, SNAPSHOT
from core.work.release import lose_claim
from models.prediction import Prediction
from tests.support.factories import claim_some, image_states
from tests.support.files import portrait
from tests.support.pipelines import Watching, create_pipeline, upload
from tests.support.processes import wait_for
from worker import linger
from worker.desk import Desk
from worker.lane import TROUBLE_SECONDS, FastLane
from worker.linger import Linger
from worker.pace import FIRST, Pace
from worker.pipeline import Pipeline


class Stuck(Watching):
    """A classifier one of whose calls does not come to an end until it is let."""

    def __init__(self, call: int = 1, before: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.began, self.may_end = threading.Event(), threading.Event()
        self._call, self._before, self._calls = call, before, 0

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything, once late; something else happens during the first call."""
        self._calls += 1
        if self._calls == 1:
            self._before()
        if self._calls == self._call:
            self.began.set()
            assert self.may_end.wait(30)
        return super().classify(inputs)


@pytest.fixture
def lane() -> Iterator[FastLane]:
    made = FastLane(lambda failure: None)
    yield made
    made.close()


def beside(lane: FastLane, pipeline: Pipeline) -> Pipeline:
    """A pipeline that tells the lane of what it sees, as in a worker."""
    return replace(
        pipeline, saw_urgent=lane.saw_urgent, urgent_failed=lane.urgent_failed, is_live=lane.is_live
    )


@pytest.mark.parametrize("priority", [LIVE, SNAPSHOT])
def test_a_camera_has_its_lane_and_its_rests_from_its_first_frame_on(
    database: Database,
    store: BlobStore,
    lane: FastLane,
    monkeypatch: pytest.MonkeyPatch,
    priority: int,
) -> None:
    """Frames that are recorded are snapshots. The first passes between two pieces, the second a stuck one."""
    monkeypatch.setattr(linger, "LINGER_SECONDS", 30)
    rests, frames = list[int](), list[str]()
    monkeypatch.setattr(Pace, "rest", lambda _: rests.append(1))

    def film() -> None:
        frames.append(upload(database, store, portrait(2), priority=priority))

    job, stuck = upload(database, store, *[portrait()] * 3 * FIRST), Stuck(call=3, before=film)
    lane.use(beside(lane, create_pipeline(database, store, Watching())))
    with ThreadPoolExecutor(1) as main:
        batch = main.submit(beside(lane, create_pipeline(database, store, stuck)).run_batch)
        assert stuck.began.wait(30)
        assert image_states(database, frames[0]) == ["classified"]
        assert rests
        film()
        wait_for(lambda: image_states(database, frames[1]) == ["classified"])
        assert image_states(database, job) == ["working"] * 3 * FIRST
        stuck.may_end.set()
        assert batch.result() == 3 * FIRST
    assert image_states(database, job) == ["classified"] * 3 * FIRST


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bulk_work_is_not_for_the_lane(
    database: Database, store: BlobStore, lane: FastLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linger, "LINGER_SECONDS", 30)
    job = upload(database, store, portrait(), priority=BULK)
    lane.use(create_pipeline(database, store, Watching()))
    lane.saw_urgent()
    frame = upload(database, store, portrait(2), priority=LIVE)
    wait_for(lambda: image_states(database, frame) == ["classified"])
    assert image_states(database, job) == ["waiting"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_rests_when_no_frame_comes_any_more(
    database: Database, store: BlobStore, lane: FastLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests, pause = threading.Event(), Linger.pause

    def paused(self: Linger) -> bool:
        again = pause(self)
        if not again:
            rests.set()
        return again

    monkeypatch.setattr(Linger, "pause", paused)
    monkeypatch.setattr(linger, "LINGER_SECONDS", 0.05)
    lane.use(create_pipeline(database, store, Watching()))
    lane.saw_urgent()
    assert rests.wait(30)
    wait_for(sits_at_its_bell)
    frame = upload(database, store, portrait(), priority=LIVE)
    assert sits_at_its_bell()
    assert image_states(database, frame) == ["waiting"]
    lane.saw_urgent()
    wait_for(lambda: image_states(database, frame) == ["classified"])


def sits_at_its_bell() -> bool:
    """Whether the lane's thread looks for nothing until it is woken."""
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "live frames")
    frames = traceback.walk_stack(sys._current_frames()[thread.ident or 0])
    calls = [frame.f_code for frame, _line in frames]
    return calls[:3] == [threading.Condition.wait.__code__, threading.Event.wait.__code__, Desk._sit.__code__]


class Failing(Watching):
    """A classifier that fails at its first calls."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything, or nothing."""
        self._left -= 1
        if self._left >= 0:
            raise MemoryError
        return super().classify(inputs)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("times", "end"), [(1, "classified"), (2, "classified"), (3, "failed")])
def test_a_frame_that_breaks_the_lane_is_tried_again_there(
    database: Database,
    store: BlobStore,
    lane: FastLane,
    caplog: pytest.LogCaptureFixture,
    times: int,
    end: str,
) -> None:
    """Nobody rings for it, and no batch has to end for it."""
    lane.use(beside(lane, create_pipeline(database, store, Failing(times))))
    frame = upload(database, store, portrait(), priority=LIVE)
    lane.saw_urgent()
    wait_for(lambda: image_states(database, frame) == [end])
    wait_for(lambda: caplog.text.count("live frames failed") == times)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_frame_that_fails_beside_a_batch_is_tried_again_by_the_lane(
    database: Database, store: BlobStore, lane: FastLane
) -> None:
    frame = upload(database, store, portrait(), priority=SNAPSHOT)
    lane.use(beside(lane, create_pipeline(database, store, Watching())))
    with pytest.raises(MemoryError):
        beside(lane, create_pipeline(database, store, Watching(MemoryError()))).run_batch()
    wait_for(lambda: image_states(database, frame) == ["classified"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_lane_goes_on_looking_after_something_failed(
    database: Database, store: BlobStore, lane: FastLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that fails for once ends no lingering."""
    monkeypatch.setattr(linger, "LINGER_SECONDS", 30)
    broken = Watching(NoConnection("none is free"))
    lane.use(beside(lane, create_pipeline(database, store, broken)))
    frame = upload(database, store, portrait(), priority=LIVE)
    lane.saw_urgent()
    threading.Event().wait(4 * TROUBLE_SECONDS)
    broken.failure = None
    wait_for(lambda: image_states(database, frame) == ["classified"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_has_killed_a_worker_is_not_for_the_lane(
    database: Database, store: BlobStore, lane: FastLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take the batch beside it down again."""
    monkeypatch.setattr(linger, "LINGER_SECONDS", 30)
    killer = upload(database, store, portrait(), priority=LIVE)
    lose_claim(database, claim_some(database).id)
    lane.use(beside(lane, create_pipeline(database, store, Watching())))
    lane.saw_urgent()
    frame = upload(database, store, portrait(2), priority=LIVE)
    wait_for(lambda: image_states(database, frame) == ["classified"])
    with monkeypatch.context() as patch:
        looks = threading.Semaphore(0)
        patch.setattr(Linger, "pause", lambda _: looks.release() or True)
        assert all(looks.acquire(timeout=30) for _ in range(9))
    assert image_states(database, killer) == ["waiting"]
