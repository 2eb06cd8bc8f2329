"""The batch pipeline: claim, read, decode, classify, finish. One image at a time can fail; a batch cannot."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.blobs import BlobMissing, BlobStore
from core.database import Database
from core.work.claim import claim
from core.work.finish import finish
from core.work.release import give_back, lose_claim
from core.work.types import ClaimedImage, Face, Outcome
from imaging.decode import decode
from imaging.errors import ImageUndecodable
from models.classifier import Classifier
from models.errors import EngineFailure
from models.prediction import Prediction
from models.preprocess import INPUT_SIZE, face_input

log = logging.getLogger(__name__)

Input = NDArray[np.uint8]


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
    """Decode and classify; an image that cannot be read or decoded fails alone."""
    inputs: list[Input] = []
    faces: list[ClaimedImage] = []
    outcomes: list[Outcome] = []
    for image, data in zip(images, blobs.read([image.blob for image in images]), strict=True):
        try:
            inputs.append(_input(data))
            faces.append(image)
        except ImageUndecodable as error:
            outcomes.append(Outcome(image.id, image.job_id, error_code=error.code, error_detail=error.detail))
        except BlobMissing as error:
            detail = f"{str(error).capitalize()}."
            outcomes.append(Outcome(image.id, image.job_id, error_code="bytes_missing", error_detail=detail))
    if inputs:
        batch = np.stack(inputs).reshape(-1, INPUT_SIZE, INPUT_SIZE, 3)
        predictions = classifier.classify(batch)
        outcomes += [_ended(image, found) for image, found in zip(faces, predictions, strict=True)]
    return outcomes


def _input(data: bytes | BlobMissing) -> Input:
    if isinstance(data, BlobMissing):
        raise data
    return face_input(decode(data, min_side=INPUT_SIZE))


def _ended(image: ClaimedImage, found: Prediction) -> Outcome:
    """Until there is a face finder, the whole image is the face, whatever the framing."""
    face = Face(
        (0, 0, image.width, image.height), found.label, found.confidence, found.p_female, found.p_male
    )
    return Outcome(image.id, image.job_id, (face,))
