"""Curves for the documents: rates by the number of workers, drawn as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT = 6.0, 3.6  # inches


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in the order of x, and a dashed line through the first of them where nothing is lost."""

    points: Sequence[tuple[float, float]]
    ideal: bool = False


def draw(curves: Mapping[str, Curve], across: str, up: str, file: Path) -> None:
    """Write one drawing with logarithmic axes; the same curves give the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415 - it takes long to import
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import FixedLocator, LogLocator, NullLocator, StrMethodFormatter  # noqa: PLC0415

    with mpl.rc_context({"svg.hashsalt": "browline", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        for name, curve in curves.items():
            xs, ys = zip(*curve.points, strict=True)
            (line,) = axes.plot(xs, ys, marker="o", markersize=4, label=name)
            if curve.ideal:
                axes.plot(xs, [x * ys[0] / xs[0] for x in xs], "--", color=line.get_color(), linewidth=0.8)
        axes.set(xlabel=across, ylabel=up, xscale="log", yscale="log")
        there = sorted({x for curve in curves.values() for x, _ in curve.points})
        for axis, ticks in ((axes.xaxis, FixedLocator(there)), (axes.yaxis, LogLocator(subs=(1, 2, 5)))):
            axis.set_major_locator(ticks)
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.grid(visible=True, linewidth=0.3)
        axes.legend(frameon=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, metadata={"Date": None})
    drawn = file.read_text().splitlines()
    file.write_text("\n".join(line.rstrip() for line in drawn) + "\n")
