"""Teachers: each learns from a part of the pictures and says of the rest what it sees.

Cross-fitting (Chernozhukov et al., 2018) keeps a teacher from repeating labels that it has learnt by heart:
wrong ones would come back as certain as right ones. Pictures without labels are judged by all teachers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from models.outputs import columns
from models.probability import probabilities
from training.arrays import Labelled
from training.batches import MixedBatches
from training.checkpoint import Checkpoints, Epoch
from training.config import Config
from training.errors import RunError
from training.fit import fit
from training.folders import Sample
from training.framing import cut, framed_crop
from training.learnt import learnt, only
from training.lessons import LESSONS, UNLABELLED, Lesson, Library
from training.objective import OUTPUTS, Targets, outputs_of, width
from training.opinions import Opinions, face_names
from training.progress import say, track
from training.views import Views, load_views

if TYPE_CHECKING:
    import keras

TEACHERS = 2
OPINIONS = "opinions.npz"
ASKED = ("bare faces", "bare portraits", "real masks", "scenes")
BATCH = 64


@dataclass(frozen=True, slots=True)
class School:
    """Where teachers learn: their config, the pictures, folders for checkpoints and views, first weights.

    `asked` names the lessons whose pictures they are asked about.
    """

    config: Config
    library: Library
    work: Path
    cache: Path
    weights: Path | None
    asked: Sequence[str] = ASKED


def opinions_of(school: School, validation: Labelled) -> Opinions:
    """Trains what is not trained yet, and asks what was not asked yet: a kill costs an epoch at most."""
    file = school.work / OPINIONS
    if not file.is_file():
        teachers = [_teacher(school, part, validation) for part in range(TEACHERS)]
        _ask(school, teachers).save(file)
    return Opinions.load(file)


def school_history(work: Path, part: int) -> list[Epoch]:
    """What each epoch of one teacher came to; empty before the first."""
    return _checkpoints(work, part).history()


def forget_school(work: Path) -> None:
    """Removes what teachers learnt and said in an earlier run."""
    (work / OPINIONS).unlink(missing_ok=True)
    for part in range(TEACHERS):
        _checkpoints(work, part).forget()


def _checkpoints(work: Path, part: int) -> Checkpoints:
    return Checkpoints(work / f"teacher-{part}")


def part_of(sample: Sample) -> int:
    """Which teacher never learns from a picture; near-duplicates go together."""
    return crc32(sample.cluster.rsplit("/", 1)[-1].encode()) % TEACHERS


def _teacher(school: School, part: int, validation: Labelled) -> "keras.Model":
    """The network that learns from all parts but one."""
    config, mix = school.config, school.config.mix
    if mix is None:
        raise RunError(f"{config.name} cannot teach: it has no mix of pictures")
    say(f"Teacher {part + 1} of {TEACHERS}.")
    lessons = []
    for name, _ in mix.shares:
        lesson = LESSONS[name](school.library)
        taught = learnt(lesson, school.cache, config.label_smoothing)
        parts = np.array([part_of(sample) for sample in lesson.samples])[taught.views.origins]
        lessons.append(only(taught, parts != part))
    batches = MixedBatches(lessons, mix, config.batch_size, config.seed + part)
    return fit(config, batches, validation, _checkpoints(school.work, part), school.weights)[0]


def _ask(school: School, teachers: Sequence["keras.Model"]) -> Opinions:
    said: dict[str, Targets] = {}
    for name in school.asked:
        lesson = LESSONS[name](school.library)
        views = load_views(lesson.samples, lesson.framer, school.cache, f"Reading {lesson.name}")
        answers = _asked(teachers, lesson, views)
        names = face_names([sample.path for sample in lesson.samples], views.origins)
        said.update(zip(names, answers, strict=True))
    return Opinions(said)


def _asked(teachers: Sequence["keras.Model"], lesson: Lesson, views: Views) -> Targets:
    """N×11 probabilities: of a labelled picture by the teacher that did not learn from it, else by all."""
    unaware, labelled = _unaware(lesson, views.origins), _labelled(lesson, views.origins)
    answers = np.zeros((len(views.origins), width(len(OUTPUTS))), np.float32)
    for part, teacher in enumerate(teachers):
        rows = np.flatnonzero(~labelled | (unaware == part))
        said = _answers(teacher, views, rows, f"Asking teacher {part + 1} about {lesson.name}")
        answers[rows] += said / np.where(labelled[rows], 1, len(teachers))[:, None]
    return answers


def _unaware(lesson: Lesson, origins: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each view the teacher that did not learn from its picture."""
    return np.array([part_of(sample) for sample in lesson.samples])[origins]


def _labelled(lesson: Lesson, origins: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.array([sample.label != UNLABELLED for sample in lesson.samples])[origins]


def _answers(teacher: "keras.Model", views: Views, rows: NDArray[np.int64], title: str) -> Targets:
    """R×11 probabilities for R of the views."""
    starts = range(0, len(rows), BATCH)
    said = [_batch(teacher, views, rows[start : start + BATCH]) for start in track(starts, title)]
    return np.concatenate(said) if said else np.zeros((0, width(len(OUTPUTS))), np.float32)


def _batch(teacher: "keras.Model", views: Views, rows: NDArray[np.int64]) -> Targets:
    inputs = np.stack([cut(views.pictures[row], framed_crop(views.places[row])) for row in rows.tolist()])
    logits = np.asarray(teacher.predict_on_batch(inputs.astype(np.float32)), np.float32)
    said = [probabilities(logits[:, place], 1.0) for _, place in columns(outputs_of(logits.shape[1]))]
    return np.concatenate(said, axis=1).astype(np.float32)
