"""A network that learnt elsewhere says what it sees: of bare faces it knows more than their labels do.

It never saw these pictures, so that it repeats none of their wrong labels.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.backbones.faceres import gender_answer
from training.errors import RunError
from training.framing import cut, framed_crop
from training.lessons import LESSONS, Lesson, Library
from training.objective import OUTPUTS, Targets, width
from training.opinions import GENDER, MASK, OPINIONS, Opinions, face_names
from training.progress import track
from training.views import Views, load_views

if TYPE_CHECKING:
    import keras

ASKED = ("bare faces", "bare portraits", "real masks", "scenes")
SIDE = 160  # of a view; it learnt from 224, at which it is no better here and half as fast
BATCH = 50


def judged(
    library: Library, weights: Path | None, work: Path, cache: Path, asked: Sequence[str] = ASKED
) -> Opinions:
    """What FaceRes says of the gender of every face, kept in `work`; nothing of age.

    Whether a mask is worn is as the lesson knows it, so that masked faces can be believed less.

    Raises `RunError` where it was not asked yet and the file of its weights is missing or does not fit.
    """
    file = work / OPINIONS
    if not file.is_file():
        if weights is None:
            raise RunError("the judge was not asked yet: name the file of its weights with --weights")
        judge = gender_answer(SIDE, weights)
        said: dict[str, Targets] = {}
        for name in asked:
            lesson = LESSONS[name](library)
            views = load_views(lesson.samples, lesson.framer, cache, f"Reading {lesson.name}")
            names = face_names([sample.path for sample in lesson.samples], views.origins)
            said.update(zip(names, _answers(judge, views, lesson), strict=True))
        Opinions(said).save(file)
    return Opinions.load(file)


def _answers(judge: "keras.Model", views: Views, lesson: Lesson) -> Targets:
    """N×11 probabilities; ages, and masks that the lesson does not know of, stay zero."""
    answers = np.zeros((len(views.origins), width(len(OUTPUTS))), np.float32)
    for start in track(range(0, len(answers), BATCH), f"Asking about {lesson.name}"):
        rows = range(start, min(start + BATCH, len(answers)))
        male = np.asarray(judge.predict_on_batch(_inputs(views, rows)), np.float32)[:, 0]
        answers[start : start + BATCH, GENDER] = np.stack([1 - male, male], axis=1)
    if lesson.worn is not None:
        answers[:, MASK] = (not lesson.worn, lesson.worn)
    return answers


def _inputs(views: Views, rows: Sequence[int]) -> NDArray[np.float32]:
    crops = [cut(views.pictures[row], framed_crop(views.places[row]), SIDE) for row in rows]
    return np.stack(crops).astype(np.float32)
