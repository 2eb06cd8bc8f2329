"""Figures as PNG, one column wide so that a phone shows them. None of them shows a face."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.card import Interval
from training.checkpoint import Epoch

CLASSES = ("female", "male")
WIDTH = 4.8  # inches
DOTS = 150  # an inch
Curve = tuple[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A share of pictures with its interval, None where they are too few for one."""

    name: str
    n: int
    value: float
    bounds: tuple[float, float] | None

    @classmethod
    def of(cls, name: str, n: int, share: Interval) -> "ForestRow":
        """From an interval, whose bounds may be NaN."""
        return cls(name, n, share.value, None if np.isnan(share.low) else (share.low, share.high))


def learning_curves(history: Sequence[Epoch], file: Path) -> None:
    """Loss and accuracy of every epoch, while training and on Validation."""
    figure, (left, right) = _panels(2, height=3.8)
    epochs = range(1, len(history) + 1)
    for axes, name in ((left, "loss"), (right, "accuracy")):
        axes.plot(epochs, [row[name] for row in history], label="Training")
        axes.plot(epochs, [row[f"val_{name}"] for row in history], label="Validation")
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
        axes.grid(alpha=0.3)
    _save(figure, file)


def confusion_matrices(tables: Sequence[tuple[str, NDArray[np.int64]]], file: Path) -> None:
    """One 2×2 table a set, two beside each other, with counts and shares of the row."""
    figure, panels = _panels(len(tables), height=2.6 if len(tables) > 1 else 3.8)
    for axes, (title, table) in zip(panels, tables, strict=True):
        shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for row, column in np.ndindex(2, 2):
            ink = "white" if shares[row, column] > 0.5 else "black"
            words = f"{table[row, column]}\n{shares[row, column]:.1%}"
            axes.text(column, row, words, ha="center", va="center", color=ink)
        axes.set(xlabel="predicted", ylabel="labelled")
        axes.set_title(_plain(title), fontsize=9)
        axes.set_xticks((0, 1), CLASSES)
        axes.set_yticks((0, 1), CLASSES, rotation=90, va="center")
    _save(figure, file)


def roc_curves(curves: Sequence[Curve], file: Path) -> None:
    """Shares of either class that are called male, as the threshold falls; P×2 points a curve."""
    figure, (axes,) = _panels(1)
    axes.plot((0, 1), (0, 1), color="grey", linestyle="--", linewidth=1)
    for title, points in curves:
        axes.plot(points[:, 0], points[:, 1], label=_plain(title))
    axes.set(xlabel="labelled female, called male", ylabel="labelled male, called male")
    axes.set_aspect("equal")
    axes.legend(loc="lower right", fontsize=8)
    axes.grid(alpha=0.3)
    _save(figure, file)


def precision_recall_curves(curves: Sequence[Curve], file: Path) -> None:
    """Precision against recall as the threshold falls; P×2 or wider points a curve, dashed ones of YuNet."""
    figure, (axes,) = _panels(1, height=4.6)
    for place, (title, points) in enumerate(curves):
        style = "--" if title.startswith("YuNet") else "-"
        axes.plot(
            points[:, 0], points[:, 1], style, color=f"C{place // 2}", label=_plain(title), linewidth=1.2
        )
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.01), ylim=(0, 1.02))
    axes.legend(loc="lower left", fontsize=6)
    axes.grid(alpha=0.3)
    _save(figure, file)


def reliability_diagram(curves: Sequence[tuple[str, Sequence[tuple[float, float, int]]]], file: Path) -> None:
    """Accuracy against confidence in bins of equal mass; a calibrated classifier lies on the diagonal."""
    figure, (axes,) = _panels(1)
    axes.plot((0.5, 1), (0.5, 1), color="grey", linestyle="--", linewidth=1)
    for title, points in curves:
        xs, ys, _ = zip(*points, strict=True)
        axes.plot(xs, ys, marker="o", markersize=4, label=_plain(title))
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0.5, 1.01))
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    _save(figure, file)


def coverage_curves(curves: Sequence[Curve], file: Path) -> None:
    """Accuracy of the surest answers against the share that they are; P×2 points a curve."""
    figure, (axes,) = _panels(1)
    for title, points in curves:
        axes.plot(points[:, 0], points[:, 1], label=_plain(title))
    axes.set(xlabel="share that is answered, the surest first", ylabel="accuracy of those", xlim=(0, 1.01))
    axes.legend(loc="lower left", fontsize=8)
    axes.grid(alpha=0.3)
    _save(figure, file)


def forest_plot(rows: Sequence[ForestRow], label: str, file: Path, *, zero: bool = False) -> None:
    """Values with their intervals, one a line from the top; hollow where pictures are too few for one.

    With `zero` a line marks no difference.
    """
    figure = Figure(figsize=(WIDTH, 0.9 + 0.24 * len(rows)), dpi=DOTS, layout="constrained")
    axes = figure.subplots()
    for place, row in enumerate(rows):
        if row.bounds:
            axes.plot(row.bounds, (place, place), color="tab:blue", linewidth=1.5)
        filled = "tab:blue" if row.bounds else "white"
        axes.plot(row.value, place, "o", color="tab:blue", markerfacecolor=filled, markersize=4)
    if zero:
        axes.axvline(0, color="grey", linestyle="--", linewidth=1)
    names = [_plain(f"{row.name[:38]} ({row.n})") for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel(label)
    axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g} %")
    axes.grid(alpha=0.3, axis="x")
    _save(figure, file)


def _panels(count: int, height: float = 4.0) -> tuple[Figure, Sequence[Any]]:
    """A figure without pyplot: nothing global, no display asked for. Two panels beside each other."""
    columns, rows = min(count, 2), -(-count // 2)
    wide = WIDTH if count == 1 else 1.25 * WIDTH
    figure = Figure(figsize=(wide, height * rows), dpi=DOTS, layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for spare in panels[count:]:
        spare.set_axis_off()
    return figure, list(panels[:count])


def _save(figure: Figure, file: Path) -> None:
    with catch_warnings():  # names in scripts that the font lacks become boxes
        filterwarnings("ignore", "Glyph", UserWarning)
        figure.savefig(file)


def _plain(words: str) -> str:
    """Names of folders as they are: no formula between dollars, nor hidden for an underscore in front."""
    escaped = words.replace("$", r"\$")
    return f" {escaped}" if escaped.startswith("_") else escaped
