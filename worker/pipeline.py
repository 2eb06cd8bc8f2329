"""The batch pipeline: claim, read, decode, classify, finish. One image at a time can fail; a batch cannot."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.blobs import BlobMissing, BlobStore
from core.database import Database
from core.work.claim import claim
from core.work.finish import finish
from core.work.release import give_back, lose_claim
from core.work.types import ClaimedImage, Face, Outcome
from imaging.errors import ImageError
from models.classifier import Classifier
from models.errors import EngineFailure
from models.prediction import Prediction
from worker.batch import classify_batch

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The parts that a batch goes through."""

    database: Database
    blobs: BlobStore
    classifier: Classifier
    batch_max: int
    lease_seconds: float

    def run_batch(self, *, suspects: bool = False) -> int:
        """Take one batch to its end. Returns how many images were claimed, 0 when nothing waits."""
        claimed = claim(self.database, self.batch_max, self.lease_seconds, suspects=suspects)
        if claimed is None:
            return 0
        try:
            outcomes = classify_images(self.classifier, self.blobs, claimed.images)
            ended = finish(self.database, claimed.id, outcomes, self.classifier.version)
        except EngineFailure:
            give_back(self.database, claimed.id)  # the images did nothing wrong
            raise
        except Exception:
            lose_claim(self.database, claimed.id)
            raise
        if ended < len(claimed.images):
            log.warning("%d images were no longer ours", len(claimed.images) - ended)
        return len(claimed.images)


def classify_images(
    classifier: Classifier, blobs: BlobStore, images: Sequence[ClaimedImage]
) -> list[Outcome]:
    """Read, decode and classify; an image that cannot be read or decoded fails alone."""
    stored = blobs.read([image.blob for image in images])
    readable = [(image, data) for image, data in zip(images, stored, strict=True) if isinstance(data, bytes)]
    missing = [
        (image, data) for image, data in zip(images, stored, strict=True) if isinstance(data, BlobMissing)
    ]
    answers = classify_batch(classifier, [data for _, data in readable])
    return [
        *(_ended(image, answer) for (image, _), answer in zip(readable, answers, strict=True)),
        *(_failed(image, "bytes_missing", f"{str(error).capitalize()}.") for image, error in missing),
    ]


def _ended(image: ClaimedImage, answer: Prediction | ImageError) -> Outcome:
    """Until there is a face finder, the whole image is the face, whatever the framing."""
    if isinstance(answer, ImageError):
        return _failed(image, answer.code, answer.detail)
    box = (0, 0, image.width, image.height)
    face = Face(box, answer.label, answer.confidence, answer.p_female, answer.p_male)
    return Outcome(image.id, image.job_id, (face,))


def _failed(image: ClaimedImage, code: str, detail: str) -> Outcome:
    return Outcome(image.id, image.job_id, error_code=code, error_detail=detail)
