"""A pool child's parts together: who takes what, with which networks, and when it stops."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

import worker.pipeline
import worker.station
import worker.workplace
from core.blobs import BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.jobs.create import LIVE
from core.settings import Settings
from core.work.release import lose_claim
from models.errors import EngineFailure, NoUsableArtefact
from models.prediction import Prediction
from tests.support.factories import claim_some, image_states
from tests.support.files import portrait
from tests.support.finders import Knowing
from tests.support.pipelines import Watching, upload
from tests.support.processes import wait_for
from worker import linger
from worker.networks import Networks
from worker.workplace import Workplace

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Threads(Watching):
    """A classifier that remembers who has used it."""

    engine, engine_reason = "litert", ""

    def __init__(self) -> None:
        super().__init__()
        self.users: set[str] = set()

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything."""
        self.users.add(threading.current_thread().name)
        return super().classify(inputs)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Threads]:
    """The classifiers of all networks that were loaded."""
    made: list[Threads] = []

    def load(_: Settings) -> Networks:
        made.append(Threads())
        return Networks(made[-1], Knowing())  # type: ignore[arg-type]

    monkeypatch.setattr(worker.station, "load_networks", load)
    return made


@pytest.fixture
def store(settings: Settings) -> BlobStore:
    return FolderStore(settings.blob_folder)


Open = Callable[..., Workplace]


@pytest.fixture
def open_workplace(settings: Settings) -> Iterator[Open]:
    made: list[Workplace] = []

    def build(stopping: Callable[[], bool] = lambda: False, **changes: object) -> Workplace:
        made.append(Workplace(settings.model_copy(update=changes), stopping))
        made[-1].open()
        return made[-1]

    yield build
    for workplace in made:
        workplace.close()
        workplace._station.database.close()


def test_the_lane_and_the_bulk_work_have_networks_of_their_own(
    database: Database,
    store: BlobStore,
    loaded: list[Threads],
    open_workplace: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linger, "LINGER_SECONDS", 30)
    workplace = open_workplace()
    first = upload(database, store, portrait(), priority=LIVE)
    workplace.drain()
    wait_for(lambda: image_states(database, first) == ["classified"])
    second = upload(database, store, portrait(2), priority=LIVE)  # and nobody rings
    wait_for(lambda: image_states(database, second) == ["classified"])
    here = threading.current_thread().name
    assert [one.users for one in loaded] == [{here}, {"live frames"}]


def test_a_look_takes_what_nobody_rang_for(
    database: Database, store: BlobStore, loaded: list[Threads], open_workplace: Open
) -> None:
    workplace = open_workplace()
    wait_for(workplace.look)
    job = upload(database, store, *[portrait()] * 3)
    assert workplace.look()
    assert image_states(database, job) == ["classified"] * 3


def test_without_networks_images_wait(
    database: Database, store: BlobStore, open_workplace: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_: Settings) -> Networks:
        raise NoUsableArtefact(["nothing is published"])

    monkeypatch.setattr(worker.station, "load_networks", load)
    monkeypatch.setattr(worker.workplace, "LOADING_SECONDS", 0.05)
    job = upload(database, store, portrait())
    workplace = open_workplace()
    workplace.drain()
    assert not workplace.look()
    assert image_states(database, job) == ["waiting"]


def test_one_ring_is_enough_for_all_that_waits(
    database: Database, store: BlobStore, loaded: list[Threads], open_workplace: Open
) -> None:
    suspect = upload(database, store, portrait(9))
    lose_claim(database, claim_some(database).id)
    job = upload(database, store, *[portrait()] * 3)
    open_workplace(batch_max=1).drain()
    assert image_states(database, job) == ["classified"] * 3
    assert image_states(database, suspect) == ["classified"]


def test_bulk_batches_wait_as_long_as_the_settings_say(
    store: BlobStore,
    loaded: list[Threads],
    open_workplace: Open,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[tuple[int, float]] = []
    monkeypatch.setattr(
        worker.pipeline, "let_fill", lambda _, most, seconds, __: waits.append((most, seconds))
    )
    job = upload(database, store, portrait())
    open_workplace(batch_max=32, batch_wait_ms=70).drain()
    assert image_states(database, job) == ["classified"]
    assert waits[0] == (32, 0.07)


def test_it_stops_between_batches_and_suspects_have_their_turn_before_the_end(
    database: Database,
    store: BlobStore,
    loaded: list[Threads],
    open_workplace: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker.workplace, "SUSPECT_EVERY", 2)
    suspect = upload(database, store, portrait(9))
    lose_claim(database, claim_some(database).id)
    job = upload(database, store, *[portrait()] * 4)
    two = ["classified", "classified", "waiting", "waiting"]
    open_workplace(lambda: image_states(database, job) == two, batch_max=1).drain()
    assert image_states(database, job) == two
    assert image_states(database, suspect) == ["classified"]


def test_networks_that_no_longer_pass_their_self_test_are_loaded_anew(
    database: Database,
    store: BlobStore,
    loaded: list[Threads],
    open_workplace: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker.station, "BEAT_SECONDS", 0.05)
    workplace = open_workplace()
    wait_for(lambda: len(loaded) == 2)
    loaded[0].failure = EngineFailure("NaN")
    job = upload(database, store, portrait())
    workplace.drain()
    assert image_states(database, job) == ["waiting"]
    workplace.drain()
    assert image_states(database, job) == ["classified"]
    assert len(loaded) == 4


def test_the_lane_rests_until_its_networks_are_loaded_anew(
    database: Database,
    store: BlobStore,
    loaded: list[Threads],
    open_workplace: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker.station, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(linger, "LINGER_SECONDS", 30)
    workplace = open_workplace()
    first = upload(database, store, portrait(), priority=LIVE)
    workplace.drain()
    wait_for(lambda: image_states(database, first) == ["classified"])
    loaded[1].failure = EngineFailure("NaN")
    second = upload(database, store, portrait(2), priority=LIVE)  # the lane lingers, and fails
    wait_for(lambda: len(loaded) == 4)
    assert image_states(database, second) == ["waiting"]
    workplace.drain()
    third = upload(database, store, portrait(3), priority=LIVE)
    wait_for(lambda: image_states(database, third) == ["classified"])
    assert image_states(database, second) == ["classified"]
    assert loaded[3].users == {"live frames"}
    assert len(loaded) == 4
