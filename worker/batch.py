"""Many images' bytes to faces: each image answers or fails for itself, the network runs once."""

from collections.abc import Sequence

import numpy as np

from core.work.types import Face
from imaging.errors import ImageError
from models.prediction import Prediction
from models.quality import TINY_SIDE, quality_flags
from worker.networks import Networks
from worker.views import Picture, View, faces, whole

Answer = tuple[Face, ...] | ImageError


def classify_batch(
    networks: Networks, pictures: Sequence[Picture], tiny_side: int = TINY_SIDE
) -> list[Answer]:
    """Decode, search and classify N accepted images, in their order.

    Each gets its faces, largest first; none where it was searched and has none; or the error of an image that
    fails alone. Raises `EngineFailure` where a network fails.
    """
    looked = [_look(networks, picture) for picture in pictures]
    seen = [view.seen for views in looked if not isinstance(views, ImageError) for view in views]
    said = iter(networks.classifier.classify(np.stack(seen)) if seen else ())
    return [
        views
        if isinstance(views, ImageError)
        else tuple(_face(view, next(said), tiny_side) for view in views)
        for views in looked
    ]


def _look(networks: Networks, picture: Picture) -> tuple[View, ...] | ImageError:
    try:
        return faces(picture, networks.finder) if picture.search else (whole(picture),)
    except ImageError as error:
        return error


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
