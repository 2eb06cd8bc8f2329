"""The texture of hair: strands from a crown, strands that hang, and curls."""

import numpy as np
from numpy.typing import NDArray

from demo.canvas import Canvas, Colour
from demo.curves import Outline, ellipse, path, point
from demo.look import Look, shade


def draw_falls(canvas: Canvas, look: Look, inside: NDArray[np.uint8], side: int, reach: float) -> None:
    """Draw strands that hang from the temple on `side` (-1 or 1) down to `reach`."""
    rng = np.random.default_rng((look.texture, side + 5))
    for tone in (0.6, 0.75, 1.2, 1.3):
        middle, sway = rng.uniform(0.165, 0.255, 6), rng.uniform(-0.012, 0.012, 6)
        falls = [
            path([(0.19, -0.19), (x + 0.005, -0.03), (x + wave, reach / 2), (x - wave, reach + 0.02)])
            * point(side, 1)
            for x, wave in zip(middle, sway, strict=True)
        ]
        colour = shade(look.hair_colour, tone)
        canvas.line(*falls, width=0.003, colour=colour, opacity=0.4, within=inside)


def draw_strands(
    canvas: Canvas, look: Look, inside: NDArray[np.uint8], root: tuple[float, float], *, count: int
) -> None:
    """Draw strands that fan out from the crown."""
    rng = np.random.default_rng((look.texture, count))
    angles = rng.uniform(-0.25, np.pi + 0.25, count)
    turns = np.linspace(0, 1, 6)
    groups: dict[float, list[Outline]] = {0.6: [], 0.78: [], 1.14: [], 1.26: []}
    for angle in angles:
        bend = rng.uniform(0.1, 0.45) * np.sign(np.cos(angle))
        x = root[0] + 0.26 * turns * np.cos(angle - bend * turns)
        y = root[1] + 0.2 * turns * np.sin(angle + 0.2) + 0.16 * turns**2
        groups[float(rng.choice(list(groups)))].append(np.stack((x, y), axis=1).astype(np.float32))
    for tone, paths in groups.items():
        if paths:
            canvas.line(
                *paths, width=0.0032, colour=shade(look.hair_colour, tone), opacity=0.4, within=inside
            )


def draw_curls(canvas: Canvas, look: Look, colour: Colour, *, rim: bool = False) -> None:
    """Draw curls around the head, or only those on its `rim`, in shades of `colour`."""
    rng = np.random.default_rng((look.texture, 11))
    count = 70 if rim else 46
    angle = rng.uniform(np.pi * 0.98, np.pi * 2.02, count)
    away = rng.uniform(0.98 if rim else 1.05, 1.24, count)
    for turn, far in zip(angle, away, strict=True):
        x, y = 0.2 * far * np.cos(turn), -0.075 + 0.245 * far * np.sin(turn)
        tone = shade(colour, float(rng.uniform(0.75, 1.12)))
        size = float(rng.uniform(0.02, 0.034))
        canvas.fill(ellipse(x, y, size, size, points=14), colour=tone, blur=0.004)
        canvas.line(
            ellipse(x, y, size * 0.6, size * 0.6, points=12)[:8],
            width=0.004,
            colour=shade(tone, 1.2),
            opacity=0.45,
        )
