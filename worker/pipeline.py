"""The batch pipeline: claim, read, find, classify, finish. One image at a time can fail; a batch cannot."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

import structlog

from core.blobs import BlobMissing, BlobStore
from core.database import Database
from core.errors import Busy
from core.jobs.create import BULK, LIVE
from core.outage import is_unreachable
from core.work.claim import claim
from core.work.finish import finish
from core.work.release import give_back, lose_claim
from core.work.types import Claim, ClaimedImage, Outcome
from core.work.waiting import waiting
from imaging.errors import ImageError
from models.errors import EngineFailure
from models.quality import TINY_SIDE
from worker.batch import Answer, classify_batch
from worker.fill import let_fill
from worker.networks import Networks
from worker.pace import Pace
from worker.reporter import Reporter
from worker.slices import BULK_SECONDS, URGENT_SECONDS, slices
from worker.stages import Stages
from worker.views import Picture
from worker.watch import Watched

log = logging.getLogger(__name__)

AGAIN_SECONDS = 0.2  # between two words to a database that does not hear


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The parts that a batch goes through."""

    database: Database
    blobs: BlobStore
    networks: Networks
    batch_max: int
    lease_seconds: float
    stopping: Callable[[], bool] = lambda: False
    tiny_side: int = TINY_SIDE
    saw_urgent: Callable[[], None] = lambda: None
    urgent_failed: Callable[[], None] = lambda: None
    is_live: Callable[[], bool] = lambda: False
    watched: Watched = nullcontext
    pace: Pace = field(default_factory=Pace)
    reporter: Reporter = field(default_factory=Reporter)
    wait_seconds: float = 0.0  # that bulk images may wait for others to fill a batch

    def run_batch(self, *, suspects: bool = False, least: int = BULK) -> int:
        """Claim a batch and end it, slice by slice. Returns how many were claimed, 0 when nothing waits.

        Urgent images overtake bulk ones between pieces of a slice. What is left when the worker stops, or
        when the lease is half over, goes back unharmed.
        """
        stages = Stages()
        most = self.batch_max if suspects or least > BULK else self._bulk_batch(stages)
        with stages.claim:
            claimed = claim(self.database, most, self.lease_seconds, suspects=suspects, least=least)
        if claimed is None:
            return 0
        with structlog.contextvars.bound_contextvars(batch=claimed.id):
            self._work(claimed, stages)
        return len(claimed.images)

    def _bulk_batch(self, stages: Stages) -> int:
        """How many bulk images to take, when they may have waited a moment for others."""
        most = self.pace.batch(self.batch_max)
        if self.wait_seconds:
            let_fill(lambda: waiting(self.database, most), most, self.wait_seconds, self.stopping)
        with stages.claim:
            return self.pace.share(most, lambda upto: waiting(self.database, upto).images)

    def _work(self, claimed: Claim, stages: Stages) -> None:
        began, outcomes = time.monotonic(), list[Outcome]()
        self.reporter.metrics.claimed(claimed.priority, len(claimed.images))
        try:
            of_seconds = BULK_SECONDS if claimed.priority == BULK else URGENT_SECONDS
            for images in slices(claimed.images, of_seconds):
                outcomes += self._end(claimed, images, stages)
                if self.stopping() or time.monotonic() > began + self.lease_seconds / 2:
                    give_back(self.database, claimed.id)
                    break
        except Exception as error:
            self.reporter.failed()
            if isinstance(error, EngineFailure) or _is_outage(error):  # the images did nothing wrong
                self._give_back(claimed, began + self.lease_seconds)
                raise
            lose_claim(self.database, claimed.id)
            if claimed.priority > BULK:
                self.urgent_failed()
            raise
        self.reporter.ended(claimed, stages, outcomes)

    def _give_back(self, claimed: Claim, until: float) -> None:
        """Give a claim back as soon as the database hears it: a lease that ends counts against its images."""
        while True:
            try:
                give_back(self.database, claimed.id)
            except Exception as error:
                if not _is_outage(error) or time.monotonic() > until or self.stopping():
                    raise
                time.sleep(AGAIN_SECONDS)
            else:
                return

    def _end(self, claimed: Claim, images: Sequence[ClaimedImage], stages: Stages) -> list[Outcome]:
        """End a slice; what became of its images where all were still ours."""
        outcomes: list[Outcome] = []
        bulk = claimed.priority == BULK
        is_last = images[-1] is claimed.images[-1]
        # What is urgent may run between two bulk pieces, and must leave their clock alone.
        for piece in self.pace.pieces(images) if bulk else (images,):
            with self.watched():
                outcomes += classify_images(self.networks, self.blobs, piece, self.tiny_side, stages)
            if bulk and not (is_last and len(outcomes) == len(images)):
                self.pace.pause(self._let_pass)
                if self.is_live():
                    self.pace.rest()
        live = claimed.priority == LIVE  # nobody was promised that its answer lasts
        with stages.finish:
            ended = finish(
                self.database, claimed.id, outcomes, self.networks.classifier.version, synced=not live
            )
        if not bulk:
            self.saw_urgent()  # a camera that records sends snapshots, as many as live frames
        if ended < len(images):
            log.warning("%d images were no longer ours", len(images) - ended)
            return []  # which of them were is not known, and another worker counts the others
        return outcomes

    def _let_pass(self) -> None:
        """End urgent images that wait; where that fails it is their own affair, and the batch goes on."""
        try:
            self.run_batch(least=LIVE)
        except Exception:
            log.exception("urgent images failed beside a batch")


def _is_outage(error: Exception) -> bool:
    return isinstance(error, Busy) or is_unreachable(error)


def classify_images(
    networks: Networks, blobs: BlobStore, images: Sequence[ClaimedImage], tiny_side: int, stages: Stages
) -> list[Outcome]:
    """Read, decode, find and classify; an image that cannot be read or decoded fails alone."""
    with stages.read:
        stored = blobs.read([image.blob for image in images])
    readable = [(image, data) for image, data in zip(images, stored, strict=True) if isinstance(data, bytes)]
    missing = [
        (image, data) for image, data in zip(images, stored, strict=True) if isinstance(data, BlobMissing)
    ]
    pictures = [Picture(data, image.width, image.height, _searched(image)) for image, data in readable]
    answers = classify_batch(networks, pictures, tiny_side, stages)
    finder = networks.finder.version
    return [
        *(_ended(image, answer, finder) for (image, _), answer in zip(readable, answers, strict=True)),
        *(_failed(image, error.code, f"{str(error).capitalize()}.") for image, error in missing),
    ]


def _searched(image: ClaimedImage) -> bool:
    return image.framing == "auto"


def _ended(image: ClaimedImage, answer: Answer, finder_version: str) -> Outcome:
    if isinstance(answer, ImageError):
        return _failed(image, answer.code, answer.detail)
    searched_by = finder_version if _searched(image) else None
    return Outcome(image.id, image.job_id, answer, finder_version=searched_by)


def _failed(image: ClaimedImage, code: str, detail: str) -> Outcome:
    return Outcome(image.id, image.job_id, error_code=code, error_detail=detail)
