"""Many images' bytes to faces: each image answers or fails for itself, the network runs once."""

from collections.abc import Sequence

import numpy as np

from core.work.types import Face
from imaging.errors import ImageError
from models.classifier import Classifier
from models.errors import EngineFailure
from models.finders.protocol import FaceFinder
from models.prediction import Prediction
from models.quality import TINY_SIDE, quality_flags
from worker.networks import Networks
from worker.stages import Stages
from worker.views import Picture, View, faces, whole

Answer = tuple[Face, ...] | ImageError
Looked = tuple[View, ...] | ImageError


def classify_batch(
    networks: Networks,
    pictures: Sequence[Picture],
    tiny_side: int = TINY_SIDE,
    stages: Stages | None = None,
) -> list[Answer]:
    """Decode, search and classify N accepted images, in their order.

    Each gets its faces, largest first; none where it was searched and has none; or the error of an image that
    fails alone, such as one that a sound network has no answer to. Raises `EngineFailure` where a network no
    longer passes its self-test: then no image is to blame. `stages` is told what it took.
    """
    stages = stages or Stages()
    looked = [_look(networks, picture, stages) for picture in pictures]
    with stages.classify:
        try:
            return _answers(networks, looked, tiny_side)
        except EngineFailure:
            return [_alone(networks, views, tiny_side) for views in looked]


def _look(networks: Networks, picture: Picture, stages: Stages) -> Looked:
    try:
        return faces(picture, networks.finder, stages) if picture.search else (whole(picture, stages),)
    except ImageError as error:
        return error
    except EngineFailure as failure:
        return _unanswered(networks.finder, failure)


def _answers(networks: Networks, looked: Sequence[Looked], tiny_side: int) -> list[Answer]:
    seen = [view.seen for views in looked if not isinstance(views, ImageError) for view in views]
    said = iter(networks.classifier.classify(np.stack(seen)) if seen else ())
    return [
        views
        if isinstance(views, ImageError)
        else tuple(_face(view, next(said), tiny_side) for view in views)
        for views in looked
    ]


def _alone(networks: Networks, views: Looked, tiny_side: int) -> Answer:
    try:
        return _answers(networks, [views], tiny_side)[0]
    except EngineFailure as failure:
        return _unanswered(networks.classifier, failure)


def _unanswered(network: Classifier | FaceFinder, failure: EngineFailure) -> ImageError:
    """What is told of a picture that a sound network has no answer to. Raises what an unsound one did."""
    if not network.passes_self_test():
        raise failure
    return ImageError("no_answer", f"The network has no answer to this picture ({failure}).")


def _face(view: View, said: Prediction, tiny_side: int) -> Face:
    flags = quality_flags(view.seen, min(view.box[2:]), tiny_side, view.landmarks)
    return Face(
        box=view.box,
        score=view.score,
        label=said.label,
        confidence=said.confidence,
        p_female=said.p_female,
        p_male=said.p_male,
        age_group=said.age_group,
        age_confidence=said.age_confidence,
        mask=said.mask,
        mask_confidence=said.mask_confidence,
        quality_flags=" ".join(flags),
    )
