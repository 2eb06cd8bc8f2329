"""The mistakes that were made with the most confidence, to look at. These pictures show faces."""

from collections.abc import Sequence
from pathlib import Path
from warnings import catch_warnings, filterwarnings

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.outputs import GENDER
from models.part import Part
from training.answers import Answers
from training.metrics import Labels

MOST = 50
COLUMNS = 5
TILE = 1.3  # inches
LONGEST_NAME = 24  # letters that fit under a tile


class Mistake(Part):
    """One wrong answer: the picture, its label, what was said instead, and how surely."""

    file: str
    label: str
    answer: str
    confidence: float


def worst(answers: Answers, temperature: float) -> Labels:
    """Indices of up to 50 wrong answers, the surest first."""
    p_male = answers.p_male(temperature)
    wrong = np.flatnonzero(answers.predicted != answers.truth.labels)
    return wrong[np.argsort(-np.abs(p_male[wrong] - 0.5), kind="stable")][:MOST]


def described(answers: Answers, indices: Labels, temperature: float, root: Path) -> list[Mistake]:
    """The answers with these indices; files are named relative to `root`, where they lie below it."""
    p_male, said, truth = answers.p_male(temperature), answers.predicted, answers.truth.labels
    return [
        Mistake(
            file=printable(answers.asked.samples[index].path, root),
            label=GENDER[truth[index]],
            answer=GENDER[said[index]],
            confidence=float(max(p_male[index], 1 - p_male[index])),
        )
        for index in indices.tolist()
    ]


def printable(path: Path, root: Path) -> str:
    """The path relative to `root`, bytes that are no UTF-8 written out."""
    name = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
    return name.encode("utf-8", "backslashreplace").decode()


def draw_sheet(mistakes: Sequence[Mistake], squares: NDArray[np.uint8], file: Path) -> None:
    """All of them on one PNG: label, answer, confidence and the end of the file's name under each."""
    rows = max(1, -(-len(mistakes) // COLUMNS))
    figure = Figure(figsize=(TILE * COLUMNS, (TILE + 0.55) * rows), dpi=150, layout="constrained")
    panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
    for axes in panels:
        axes.set_axis_off()
    for axes, mistake, square in zip(panels, mistakes, squares, strict=False):
        axes.imshow(square)
        name = mistake.file[-LONGEST_NAME:].replace("$", r"\$")
        words = f"labelled {mistake.label}\n{mistake.answer} {mistake.confidence:.1%}\n{name}"
        axes.text(0.5, -0.04, words, transform=axes.transAxes, ha="center", va="top", fontsize=6)
    if not mistakes:
        panels[0].text(0, 0.5, "No mistakes.")
    with catch_warnings():  # names in scripts that the font lacks become boxes
        filterwarnings("ignore", "Glyph", UserWarning)
        figure.savefig(file)
