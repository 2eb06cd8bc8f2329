"""Eyes and eyebrows: what a mask leaves visible."""

import numpy as np

from demo.canvas import Canvas
from demo.curves import Outline, arc, ellipse, path, point, smooth
from demo.look import Look, mix, shade

_X, _Y, _HALF = 0.083, -0.038, 0.041


def draw_eyes(canvas: Canvas, look: Look) -> None:
    """Draw sockets, eyes, lids and brows."""
    for side in (-1, 1):
        _socket(canvas, look, side)
        _ball(canvas, look, side)
        _lids(canvas, look, side)
        _brow(canvas, look, side)
    if look.age > 0.55:
        _lines(canvas, look)


def _opening(look: Look, side: int) -> Outline:
    x, tall, tilt = _X * side, 0.0175 * look.eye_open, look.eye_tilt
    inner, outer = x - side * _HALF, x + side * _HALF
    return smooth(
        [
            (inner, _Y + 0.004 + tilt),
            (x - side * 0.02, _Y - tall * 0.85),
            (x + side * 0.006, _Y - tall * 1.08),
            (x + side * 0.027, _Y - tall * 0.72 - tilt / 2),
            (outer, _Y - tilt),
            (x + side * 0.018, _Y + tall * 0.62),
            (x - side * 0.012, _Y + tall * 0.78),
        ]
    )


def _socket(canvas: Canvas, look: Look, side: int) -> None:
    dark = mix(shade(look.skin, 0.5), (110, 50, 50), 0.25)
    canvas.fill(ellipse(side * 0.078, _Y - 0.022, 0.047, 0.02), colour=dark, opacity=0.42, blur=0.03)
    canvas.fill(
        ellipse(side * 0.08, _Y + 0.026, 0.036, 0.008), colour=dark, opacity=0.2 + 0.2 * look.age, blur=0.015
    )
    canvas.fill(ellipse(side * 0.043, _Y + 0.0, 0.01, 0.02), colour=dark, opacity=0.35, blur=0.015)


def _ball(canvas: Canvas, look: Look, side: int) -> None:
    opening = _opening(look, side)
    inside = canvas.mask(opening)
    x = side * _X + 0.002
    canvas.fill(opening, colour=(214, 206, 203), below=(240, 236, 233))
    canvas.fill(ellipse(x, _Y, 0.0185, 0.0185), colour=shade(look.iris, 0.5), within=inside)
    canvas.fill(ellipse(x, _Y + 0.001, 0.0155, 0.0155), colour=look.iris, blur=0.003, within=inside)
    canvas.fill(ellipse(x, _Y + 0.008, 0.01, 0.007), colour=shade(look.iris, 1.35), blur=0.007, within=inside)
    canvas.fill(ellipse(x, _Y, 0.0078, 0.0078), colour=(12, 9, 9), within=inside)
    canvas.fill(
        ellipse(x, _Y - 0.02, 0.05, 0.013), colour=(30, 15, 15), opacity=0.5, blur=0.01, within=inside
    )
    canvas.fill(ellipse(x - 0.006, _Y - 0.006, 0.0036, 0.0036), colour=(255, 255, 255), within=inside)
    canvas.fill(
        ellipse(x + 0.006, _Y + 0.007, 0.002, 0.002), colour=(255, 255, 255), opacity=0.5, within=inside
    )


def _lids(canvas: Canvas, look: Look, side: int) -> None:
    edge = _opening(look, side)
    upper, lower = edge[: len(edge) * 4 // 7 + 1], edge[len(edge) * 4 // 7 :]
    lash = mix(shade(look.skin, 0.2), (16, 10, 10), 0.75)
    crease = mix(shade(look.skin, 0.5), (90, 30, 30), 0.2)
    canvas.line(upper, width=0.0065, colour=lash, opacity=0.92)
    canvas.line(lower, width=0.003, colour=crease, opacity=0.65)
    canvas.line(upper[4:] - point(0, 0.012), width=0.004, colour=crease, opacity=0.6)
    tip = upper[-1]
    canvas.line(path([tip, tip + point(side * 0.008, -0.005)]), width=0.004, colour=lash, opacity=0.7)


def _brow(canvas: Canvas, look: Look, side: int) -> None:
    thick, arch, y = 0.0105 * look.brow, look.brow_arch, _Y - 0.062
    shape = smooth(
        [
            (side * 0.034, y + 0.001),
            (side * 0.062, y - 0.003 - arch / 2),
            (side * 0.1, y - arch),
            (side * 0.138, y + 0.008 - arch / 3),
            (side * 0.1, y - arch + thick),
            (side * 0.062, y - arch / 2 + thick * 1.5),
            (side * 0.036, y + 0.002 + thick * 1.1),
        ]
    )
    colour = mix(shade(look.hair_colour, 0.72), look.skin, 0.12)
    canvas.fill(shape, colour=colour, opacity=0.72, blur=0.005)
    rng = np.random.default_rng((look.texture, side + 1))
    along = rng.uniform(0.036, 0.128, 34)
    middle = y + thick * 0.6 - arch * np.clip((along - 0.03) / 0.07, 0, 1) + np.clip(along - 0.1, 0, 1) * 0.3
    for at, level in zip(along, middle, strict=True):
        hair = path(
            [(side * at, level + 0.007), (side * (at + 0.009), level - 0.005 + 0.05 * max(at - 0.09, 0))]
        )
        canvas.line(hair, width=0.0022, colour=shade(colour, 0.6), opacity=0.5)


def _lines(canvas: Canvas, look: Look) -> None:
    crease = mix(shade(look.skin, 0.55), (110, 50, 40), 0.2)
    strength = (look.age - 0.5) * 0.7
    for y, width in ((-0.155, 0.09), (-0.178, 0.075)):
        canvas.line(arc(-width, width, y, -0.008), width=0.003, colour=crease, opacity=strength)
    for side in (-1, 1):
        for drop in (-0.008, 0.004, 0.014):
            start = (side * 0.132, _Y + drop * 0.5)
            foot = path([start, (side * 0.152, _Y + drop * 1.6)])
            canvas.line(foot, width=0.0026, colour=crease, opacity=strength)
