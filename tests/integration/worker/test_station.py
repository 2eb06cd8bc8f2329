"""A worker process is ready with a classifier and a finder, and says what is missing until it is."""

from collections.abc import Iterator

import pytest

import worker.networks
import worker.station
from core.database import Database
from core.presence import WorkerReport, present_workers
from core.settings import Settings
from models.errors import NoUsableArtefact
from tests.support.finders import Knowing
from tests.support.processes import wait_for
from worker.station import Station

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Shelf:
    """Where finders come from: nothing usable, until somebody puts one there."""

    def __init__(self) -> None:
        self.finder: Knowing | None = None

    def load(self, *_: object, **__: object) -> Knowing:
        """What is there now."""
        if self.finder is None:
            raise NoUsableArtefact(["no finder is published"])
        return self.finder


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(worker.networks, "load_finder", made.load)
    monkeypatch.setattr(worker.station, "BEAT_SECONDS", 0.05)
    return made


@pytest.fixture
def station(shelf: Shelf, settings: Settings) -> Iterator[Station]:
    made = Station(settings)
    made.open()
    yield made
    made.close()
    made.database.close()


def said(database: Database) -> list[WorkerReport]:
    with database.read() as connection:
        return list(present_workers(connection))


def test_without_a_finder_it_is_not_ready_and_says_why(database: Database, station: Station) -> None:
    wait_for(lambda: [one.reason for one in said(database)] == ["no finder is published"], 20)
    assert [(one.ready, one.finder_version) for one in said(database)] == [(False, "")]
    assert station.wait_until_loaded(0) is None


def test_it_is_ready_as_soon_as_there_is_one(database: Database, station: Station, shelf: Shelf) -> None:
    wait_for(lambda: bool(said(database)), 20)
    shelf.finder = Knowing()
    wait_for(lambda: [one.ready for one in said(database)] == [True], 20)
    (word,) = said(database)
    assert (word.engine, word.finder_version, word.reason) == ("litert", "knowing", "")
    loaded = station.wait_until_loaded(1)
    assert loaded is not None
    for networks in loaded:
        assert networks.finder is shelf.finder
        assert networks.classifier.version == word.model_version
    assert loaded[0].classifier is not loaded[1].classifier  # an interpreter is one thread's
