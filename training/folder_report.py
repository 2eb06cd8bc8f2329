"""Measures a published artefact on someone's labelled folder, along the way that serving takes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.errors import ImageError
from models.card import Measurement
from models.classifier import Classifier
from models.preprocess import face_input
from training.bootstrap import intervals
from training.errors import DataError
from training.figures import confusion_matrices, reliability_diagram
from training.folders import Sample, is_labelled, read_labelled
from training.metrics import confusion, expected_calibration_error, reliability
from training.progress import track

BATCH = 64


@dataclass(frozen=True, slots=True)
class Report:
    """Scores with intervals, the expected calibration error, and the files that could not be read."""

    model: str
    engine: str
    measurement: Measurement
    expected_calibration_error: float
    unreadable: Sequence[str]

    def table(self) -> str:
        """The scores for people, one a line."""
        scored = self.measurement
        rows = {
            "accuracy": scored.accuracy,
            "balanced accuracy": scored.balanced_accuracy,
            "recall, female": scored.recall_female,
            "recall, male": scored.recall_male,
        }
        lines = [f"{self.model} ({self.engine}) on {scored.n} pictures; 95 % intervals in brackets"]
        lines += [
            f"  {name:<18} {of.value:6.1%}  ({of.low:.1%} to {of.high:.1%})" for name, of in rows.items()
        ]
        return "\n".join([*lines, f"  {'calibration error':<18} {self.expected_calibration_error:6.1%}"])


def labelled_samples(folder: Path) -> list[Sample]:
    """The pictures of `folder/{Female,Male}`, or of every such pair one level deeper (`Test` and so on).

    Raises `DataError` when there is neither.
    """
    if is_labelled(folder):
        return read_labelled(folder)
    splits = (
        [part for part in sorted(folder.iterdir()) if part.is_dir() and is_labelled(part)]
        if folder.is_dir()
        else []
    )
    if not splits:
        raise DataError(f"{folder} has no subfolders Female and Male, nor do its subfolders")
    return [sample for split in splits for sample in read_labelled(split)]


def report_on(folder: Path, classifier: Classifier, out: Path) -> Report:
    """Classifies every picture as one face, writes `confusion.png` and `reliability.png` into `out`.

    Raises `DataError` when the folder is not labelled or none of its pictures can be read.
    """
    samples = labelled_samples(folder)
    read, probabilities = _classified(samples, classifier)
    if not read:
        raise DataError(f"none of the {len(samples)} pictures in {folder} can be read")
    truth = np.array([sample.label for sample in read], np.int64)
    p_male = probabilities[:, 1]
    predicted = np.argmax(probabilities, axis=1).astype(np.int64)
    out.mkdir(parents=True, exist_ok=True)
    confusion_matrices(
        [(f"{folder.name} (n={len(read)})", confusion(truth, predicted))], out / "confusion.png"
    )
    reliability_diagram([(folder.name, reliability(truth, p_male))], out / "reliability.png")
    scored = intervals(truth, predicted, [sample.cluster for sample in read])
    measured = Measurement(
        set=folder.name,
        description=f"labelled folder {folder.name}",
        masks="as they are",
        n=len(read),
        **scored,
    )
    unreadable = sorted({str(sample.path) for sample in samples} - {str(sample.path) for sample in read})
    error = expected_calibration_error(truth, p_male)
    return Report(classifier.version, classifier.engine, measured, error, unreadable)


def save_report(report: Report, out: Path) -> Path:
    """Writes `evaluation.json` into `out`; a score that does not exist (a class without pictures) is null."""
    file = out / "evaluation.json"
    known = {**asdict(report), "measurement": json.loads(report.measurement.model_dump_json())}
    file.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    return file


def _classified(
    samples: Sequence[Sample], classifier: Classifier
) -> tuple[list[Sample], NDArray[np.float64]]:
    read: list[Sample] = []
    answers = [np.empty((0, 2))]
    starts = range(0, len(samples), BATCH)
    for start in track(starts, "Classifying"):
        batch = [
            (sample, face)
            for sample in samples[start : start + BATCH]
            if (face := _face(sample.path)) is not None
        ]
        if batch:
            read += [sample for sample, _ in batch]
            answers.append(classifier.probabilities(np.stack([face for _, face in batch])))
    return read, np.concatenate(answers)


def _face(path: Path) -> NDArray[np.uint8] | None:
    try:
        return face_input(decode(path.read_bytes()))
    except (ImageError, OSError):
        return None
