"""What found boxes do to the classifier, beside the boxes that it was trained with."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.face_square import cut_face
from models.classifier import Classifier
from models.finders.card import Effect
from models.finders.protocol import FaceFinder
from models.preprocess import face_input
from training.bootstrap import intervals
from training.folders import is_labelled
from training.reading import Reader


def effect(classifier: Classifier, finder: FaceFinder, teacher: FaceFinder, data: Path) -> Effect | None:
    """Balanced accuracy on masked/Validation, undisputed labels; None without those pictures.

    Each picture is cut to a square of `FRAMED` boxes about its largest face, or taken whole without one, as
    `training.sets` does for the set `real-masks-framed`.
    """
    folder = data / "masked" / "Validation"
    if not is_labelled(folder):
        return None
    samples = Reader(data, None).read(folder, undisputed=True)
    pictures = [decode(sample.path.read_bytes()) for sample in samples]
    truth = np.array([sample.label for sample in samples], np.int64)
    clusters = [sample.cluster for sample in samples]
    taught, found = (_predicted(classifier, each, pictures) for each in (teacher, finder))
    return Effect(
        set="real-masks-framed",
        n=len(samples),
        model=classifier.version,
        teacher_boxes=intervals(truth, taught, clusters)["balanced_accuracy"],
        found_boxes=intervals(truth, found, clusters)["balanced_accuracy"],
    )


def _predicted(
    classifier: Classifier, finder: FaceFinder, pictures: list[NDArray[np.uint8]]
) -> NDArray[np.int64]:
    inputs = []
    for picture in pictures:
        faces = finder.find(picture)
        inputs.append(face_input(cut_face(picture, faces[0].box) if faces else picture))
    said = classifier.classify(np.stack(inputs))
    return np.array([("female", "male").index(each.label) for each in said], np.int64)
