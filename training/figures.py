"""Figures of a run as PNG. None of them shows a face."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from training.checkpoint import Epoch

CLASSES = ("female", "male")


def learning_curves(history: Sequence[Epoch], file: Path) -> None:
    """Loss and accuracy of every epoch, while training and on Validation."""
    figure, (left, right) = _panels(2)
    epochs = range(1, len(history) + 1)
    for axes, name in ((left, "loss"), (right, "accuracy")):
        axes.plot(epochs, [row[name] for row in history], label="Training")
        axes.plot(epochs, [row[f"val_{name}"] for row in history], label="Validation")
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
        axes.grid(alpha=0.3)
    figure.savefig(file)


def confusion_matrices(tables: Sequence[tuple[str, NDArray[np.int64]]], file: Path) -> None:
    """One 2×2 table a set, with counts and shares of the row."""
    figure, panels = _panels(len(tables))
    for axes, (title, table) in zip(panels, tables, strict=True):
        shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for row, column in np.ndindex(2, 2):
            ink = "white" if shares[row, column] > 0.5 else "black"
            words = f"{table[row, column]}\n{shares[row, column]:.1%}"
            axes.text(column, row, words, ha="center", va="center", color=ink)
        axes.set(title=title, xlabel="predicted", ylabel="labelled")
        axes.set_xticks((0, 1), CLASSES)
        axes.set_yticks((0, 1), CLASSES)
    figure.savefig(file)


def reliability_diagram(curves: Sequence[tuple[str, Sequence[tuple[float, float, int]]]], file: Path) -> None:
    """Accuracy against confidence in bins of equal mass; a calibrated classifier lies on the diagonal."""
    figure, (axes,) = _panels(1)
    axes.plot((0.5, 1), (0.5, 1), color="grey", linestyle="--", linewidth=1)
    for title, points in curves:
        axes.plot([point[0] for point in points], [point[1] for point in points], marker="o", label=title)
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0.5, 1.01))
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(file)


def _panels(count: int) -> tuple[Figure, Sequence[Any]]:
    """A figure without pyplot: nothing global, no display asked for."""
    figure = Figure(figsize=(4.2 * count, 3.8), dpi=100, layout="constrained")
    return figure, figure.subplots(1, count, squeeze=False)[0]
