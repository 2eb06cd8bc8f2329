"""The database does not hear a worker for a while: that is no fault of the images in its hands."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy.exc import DBAPIError, OperationalError

import worker.pipeline
from core.blobs import BlobStore
from core.database import Database
from core.work.release import give_back
from models.prediction import Prediction
from tests.support.factories import claim_some, image_states
from tests.support.files import portrait
from tests.support.locks import foreign_lock
from tests.support.pipelines import Watching, create_pipeline, upload

BUSY_SECONDS = 0.2


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """As a worker with little patience has it."""
    made = Database(database_url, busy_seconds=BUSY_SECONDS)
    yield made
    made.close()


class Locking(Watching):
    """A classifier over which the database becomes busy, for so long or until it is `over`."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__()
        self._url, self._seconds = url, seconds
        self._locked, self.over = threading.Event(), threading.Event()
        self.holder = threading.Thread(target=self._hold)

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything."""
        self.holder.start()
        self._locked.wait()
        return super().classify(inputs)

    def _hold(self) -> None:
        with foreign_lock(self._url):
            self._locked.set()
            self.over.wait(self._seconds)


def test_images_whose_end_cannot_be_written_go_back_unharmed(
    database: Database, database_url: str, store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_back_in_vain(database: Database, claim_id: str) -> int:
        try:
            return give_back(database, claim_id)
        except OperationalError:
            locking.over.set()
            raise

    job = upload(database, store, *map(portrait, range(3)))
    locking = Locking(database_url, 60)
    monkeypatch.setattr(worker.pipeline, "give_back", give_back_in_vain)
    with pytest.raises(OperationalError):
        create_pipeline(database, store, locking).run_batch()
    assert locking.over.is_set()
    locking.holder.join()
    assert image_states(database, job) == ["waiting"] * 3
    assert len(claim_some(database).images) == 3  # together: none is a suspect


def test_a_short_trouble_costs_nothing_at_all(
    database_url: str, database: Database, store: BlobStore
) -> None:
    job = upload(database, store, *map(portrait, range(3)))
    patient = Database(database_url)
    locking = Locking(database_url, 2 * BUSY_SECONDS)
    try:
        create_pipeline(patient, store, locking).run_batch()
    finally:
        locking.holder.join()
        patient.close()
    assert image_states(database, job) == ["classified"] * 3


def test_broken_sql_is_no_outage(database: Database, store: BlobStore) -> None:
    """Given back unharmed, its images would be tried for ever."""
    job = upload(database, store, *map(portrait, range(3)))
    with pytest.raises(DBAPIError) as broken, database.read() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    with pytest.raises(DBAPIError):
        create_pipeline(database, store, Watching(broken.value)).run_batch()
    assert image_states(database, job) == ["waiting"] * 3
    assert len(claim_some(database, suspects=True).images) == 1  # each alone from now on
