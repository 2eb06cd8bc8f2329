"""Face masks: surgical with pleats, cloth with prints, KN95 with its seam."""

import numpy as np
from numpy.typing import NDArray

from demo.canvas import Canvas
from demo.curves import Outline, arc, ellipse, mirrored, path, point
from demo.head import EAR_X
from demo.look import Look, mix, shade

_TOP = 0.022  # on the bridge of the nose


def draw_mask(canvas: Canvas, look: Look) -> None:
    """Draw the look's mask over nose, mouth and chin, with its ear loops."""
    shape = _outline(look)
    inside = canvas.mask(shape)
    shadow = shade(look.skin, 0.35)
    canvas.fill(shape + point(0.006, -0.008), colour=shadow, opacity=0.4, blur=0.018)
    _loops(canvas, look)
    canvas.fill(shape, colour=shade(look.mask_colour, 1.04), below=shade(look.mask_colour, 0.84))
    {"surgical": _pleats, "cloth": _print, "kn95": _seam}[look.mask](canvas, look, inside)
    _model(canvas, look, inside)
    canvas.line(np.vstack((shape, shape[:1])), width=0.004, colour=shade(look.mask_colour, 0.7), opacity=0.6)


def _outline(look: Look) -> Outline:
    wide = look.face_width
    side, low = (0.178 * wide, 0.165 * wide * (0.6 + 0.4 * look.jaw))
    if look.mask == "kn95":
        points = [
            (0, _TOP - 0.012),
            (0.035, _TOP + 0.002),
            (0.1, 0.062),
            (side, 0.105),
            (low, 0.165),
            (0.085, 0.28),
            (0, 0.318),
        ]
    else:
        points = [
            (0, _TOP),
            (0.05, _TOP + 0.008),
            (0.12, 0.05),
            (side, 0.072),
            (low, 0.185),
            (0.105, 0.277),
            (0, 0.308),
        ]
    return mirrored(points)


def _loops(canvas: Canvas, look: Look) -> None:
    colour = (236, 236, 234) if look.mask != "cloth" else shade(look.mask_colour, 0.8)
    for side in (-1, 1):
        ear = side * (EAR_X + 0.012) * look.face_width
        for start, end, edge in ((0.085, -0.035, 0.168), (0.19, 0.055, 0.15)):
            inner = side * edge * look.face_width
            loop = path([(inner, start), ((inner + ear) / 2, (start + end) / 2 - 0.008), (ear, end)])
            canvas.line(loop + point(0.002, 0.005), width=0.006, colour=(40, 20, 15), opacity=0.25)
            canvas.line(loop, width=0.0065, colour=colour)


def _pleats(canvas: Canvas, look: Look, inside: NDArray[np.uint8]) -> None:
    dark, light = shade(look.mask_colour, 0.68), shade(look.mask_colour, 1.6)
    for y in (0.118, 0.163, 0.208):
        fold = arc(-0.21, 0.21, y, 0.02)
        canvas.line(fold + point(0, 0.006), width=0.011, colour=dark, opacity=0.22, within=inside)
        canvas.line(fold, width=0.004, colour=dark, opacity=0.75, within=inside)
        canvas.line(fold - point(0, 0.005), width=0.004, colour=light, opacity=0.5, within=inside)
    _wire(canvas, look)


def _seam(canvas: Canvas, look: Look, inside: NDArray[np.uint8]) -> None:
    dark, light = shade(look.mask_colour, 0.66), shade(look.mask_colour, 1.5)
    middle = path([(0, _TOP - 0.02), (0.005, 0.15), (0, 0.33)])
    canvas.line(middle, width=0.004, colour=dark, opacity=0.7, within=inside)
    canvas.line(middle - point(0.006, 0), width=0.005, colour=light, opacity=0.5, within=inside)
    canvas.fill(ellipse(0.11, 0.2, 0.09, 0.13), colour=dark, opacity=0.45, blur=0.06, within=inside)
    _wire(canvas, look)


def _print(canvas: Canvas, look: Look, inside: NDArray[np.uint8]) -> None:
    ink = mix(look.mask_colour, (255, 250, 235), 0.62)
    steps = np.arange(-0.2, 0.34, 0.036)
    if look.mask_print in ("stripes", "checks"):
        for y in steps:
            canvas.line(arc(-0.22, 0.22, y, 0.025), width=0.009, colour=ink, opacity=0.55, within=inside)
    if look.mask_print == "checks":
        for x in steps:
            canvas.line(
                path([(x * 0.9, 0), (x, 0.15), (x * 0.85, 0.33)]),
                width=0.009,
                colour=ink,
                opacity=0.4,
                within=inside,
            )
    if look.mask_print == "dots":
        spots = [
            ellipse(x + (row % 2) * 0.018, y + 0.02 * (1 - (x / 0.2) ** 2), 0.0065, 0.0065, points=12)
            for row, y in enumerate(np.arange(0.02, 0.33, 0.026))
            for x in steps[:12]
        ]
        canvas.fill(*spots, colour=ink, opacity=0.85, within=inside)
    canvas.line(
        path([(0, 0), (0.004, 0.16), (0, 0.33)]),
        width=0.004,
        colour=shade(look.mask_colour, 0.6),
        opacity=0.7,
        within=inside,
    )


def _wire(canvas: Canvas, look: Look) -> None:
    edge = path([(-0.06, 0.034), (-0.03, 0.026), (0, 0.025), (0.03, 0.026), (0.06, 0.034)])
    canvas.line(edge + point(0, 0.008), width=0.006, colour=shade(look.mask_colour, 0.75), opacity=0.6)
    canvas.line(edge + point(0, 0.005), width=0.003, colour=(255, 255, 255), opacity=0.5)


def _model(canvas: Canvas, look: Look, inside: NDArray[np.uint8]) -> None:
    """Light the mask like the head: the nose lifts it, the right side turns away."""
    dark = mix(shade(look.mask_colour, 0.35), (20, 24, 40), 0.4)
    canvas.fill(ellipse(0.2, 0.17, 0.07, 0.2), colour=dark, opacity=0.5, blur=0.07, within=inside)
    canvas.fill(ellipse(-0.2, 0.17, 0.03, 0.2), colour=dark, opacity=0.35, blur=0.05, within=inside)
    canvas.fill(ellipse(0, 0.33, 0.16, 0.05), colour=dark, opacity=0.5, blur=0.05, within=inside)
    canvas.fill(ellipse(0.045, 0.1, 0.02, 0.06), colour=dark, opacity=0.25, blur=0.03, within=inside)
    canvas.fill(
        ellipse(-0.025, 0.1, 0.035, 0.05), colour=(255, 255, 255), opacity=0.3, blur=0.04, within=inside
    )
