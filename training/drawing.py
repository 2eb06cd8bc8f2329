"""The figures that every report and every artefact has."""

from collections.abc import Sequence
from pathlib import Path

from training.answers import Answers, shown
from training.coverage import accuracy_of_surest
from training.figures import confusion_matrices, coverage_curves, reliability_diagram, roc_curves
from training.metrics import confusion, reliability
from training.roc import area, roc_curve

DRAWN = ("confusion.png", "roc.png", "reliability.png", "coverage.png")


def draw_figures(answered: Sequence[Answers], temperature: float, folder: Path) -> None:
    """Writes the `DRAWN` of the sets that matter into `folder`."""
    sets = [
        (each.asked.name, each.truth.labels, each.predicted, each.p_male(temperature))
        for each in shown(answered)
    ]
    confusion_matrices(
        [(f"{name} (n={len(truth)})", confusion(truth, said)) for name, truth, said, _ in sets],
        folder / "confusion.png",
    )
    roc_curves(
        [
            (f"{name}: AUC {area(truth, p_male):.3f}", roc_curve(truth, p_male))
            for name, truth, _, p_male in sets
        ],
        folder / "roc.png",
    )
    reliability_diagram(
        [(name, reliability(truth, p_male)) for name, truth, _, p_male in sets],
        folder / "reliability.png",
    )
    coverage_curves(
        [(name, accuracy_of_surest(truth, p_male)) for name, truth, _, p_male in sets],
        folder / "coverage.png",
    )
