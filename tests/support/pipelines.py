"""A worker's pipeline on a real database and store, with a classifier that is watched."""

import numpy as np
from numpy.typing import NDArray

from core.blobs import BlobStore
from core.database import Database
from core.ids import new_id
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.results.row import ResultRow
from models.finders.protocol import FaceFinder
from models.prediction import Prediction
from tests.support.factories import create_image, create_job
from tests.support.finders import Forbidden
from worker.networks import Networks
from worker.pipeline import Pipeline


class Watching:
    """A classifier that remembers what reached it, and may fail as told."""

    version = "watching"

    def __init__(self, failure: Exception | None = None) -> None:
        self.seen: list[NDArray[np.uint8]] = []
        self.failure = failure

    def passes_self_test(self) -> bool:
        """Whether it would answer now."""
        return self.failure is None

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """Say female to everything."""
        if self.failure is not None:
            raise self.failure
        self.seen += list(inputs.copy())
        return [Prediction("female", 0.9, 0.9, 0.1)] * len(inputs)


def upload(
    database: Database,
    store: BlobStore,
    *files: bytes,
    framing: str = "face",
    size: tuple[int, int] = (200, 100),
    priority: int = 0,
) -> str:
    """A job of these files, all said to be of one size in pixels."""
    with store.pack(new_id()) as pack:
        refs = [pack.add(data) for data in files]
    width, height = size
    images = [create_image(f"{n}.jpg", blob=ref, width=width, height=height) for n, ref in enumerate(refs)]
    return create_job(database, images, framing=framing, priority=priority)


def create_pipeline(
    database: Database,
    store: BlobStore,
    classifier: object,
    finder: FaceFinder | None = None,
    tiny_side: int = 48,
) -> Pipeline:
    """A pipeline that looks for faces with `finder`; without one it must not be asked to."""
    networks = Networks(classifier, finder or Forbidden())  # type: ignore[arg-type]
    return Pipeline(database, store, networks, 64, 60, tiny_side=tiny_side)


def rows(database: Database, job: str) -> list[ResultRow]:
    """A job's rows in the order of their coming."""
    with database.read() as connection:
        return results_page(connection, job, ResultFilter(), 100).items
