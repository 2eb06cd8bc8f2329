"""Headscarves and beanies."""

import numpy as np

from demo.canvas import Canvas
from demo.curves import arc, ellipse, mirrored, path, point
from demo.look import Look, shade


def draw_headwear(canvas: Canvas, look: Look) -> None:
    """Draw what the look wears on the head, if anything."""
    if look.hair == "headscarf":
        _scarf(canvas, look)
    elif look.hair == "beanie":
        _beanie(canvas, look)


def _scarf(canvas: Canvas, look: Look) -> None:
    outer = mirrored(
        [
            (0, -0.35),
            (0.12, -0.325),
            (0.215, -0.2),
            (0.238, 0.0),
            (0.225, 0.2),
            (0.27, 0.4),
            (0.3, 0.56),
            (0, 0.62),
        ]
    )
    face = mirrored(
        [(0, -0.213), (0.085, -0.195), (0.148, -0.12), (0.172, 0.0), (0.166, 0.13), (0.12, 0.24), (0, 0.305)]
    )
    colour = shade(look.clothes, 1.22)
    inside = canvas.mask(outer, face)
    canvas.fill(outer, face, colour=(30, 14, 10), opacity=0.35, blur=0.02)
    canvas.fill(outer, face, colour=shade(colour, 1.06), below=shade(colour, 0.75))
    for drop in np.arange(0.0, 0.26, 0.042):
        fold = arc(-0.3, 0.3, 0.14 + drop, 0.2 + drop / 3)
        canvas.line(fold, width=0.014, colour=shade(colour, 0.6), opacity=0.25, within=inside)
        canvas.line(
            fold - point(0, 0.011), width=0.006, colour=shade(colour, 1.4), opacity=0.3, within=inside
        )
    for grow in (1.1, 1.2, 1.3):
        canvas.line(
            face * point(grow, grow),
            width=0.006,
            colour=shade(colour, 0.6),
            opacity=0.3,
            within=inside,
        )
    canvas.fill(ellipse(0.25, 0.0, 0.06, 0.4), colour=(0, 0, 0), opacity=0.35, blur=0.08, within=inside)
    canvas.fill(
        ellipse(-0.1, -0.27, 0.08, 0.03), colour=(255, 255, 255), opacity=0.22, blur=0.05, within=inside
    )


def _beanie(canvas: Canvas, look: Look) -> None:
    wide = look.face_width
    colour = shade(look.clothes, 0.9)
    dome = mirrored(
        np.array([(0, -0.4), (0.1, -0.385), (0.185, -0.3), (0.213, -0.19), (0.12, -0.165), (0, -0.16)])
        * (wide, 1)
    )
    band = mirrored(
        np.array([(0, -0.235), (0.12, -0.237), (0.214, -0.215), (0.22, -0.125), (0.12, -0.15), (0, -0.156)])
        * (wide, 1)
    )
    canvas.fill(band + point(0.004, 0.014), colour=(30, 14, 10), opacity=0.4, blur=0.02)
    for shape, tone in ((dome, 1.0), (band, 1.12)):
        inside = canvas.mask(shape)
        canvas.fill(shape, colour=shade(colour, tone), below=shade(colour, tone * 0.82))
        ribs = [path([(x * 0.3, -0.42), (x * 0.85, -0.3), (x, -0.1)]) for x in np.arange(-0.24, 0.25, 0.02)]
        canvas.line(*ribs, width=0.006, colour=shade(colour, 0.6), opacity=0.42, within=inside)
        canvas.fill(ellipse(0.2, -0.22, 0.07, 0.2), colour=(0, 0, 0), opacity=0.35, blur=0.07, within=inside)
        canvas.fill(
            ellipse(-0.08, -0.3, 0.07, 0.05), colour=(255, 255, 255), opacity=0.16, blur=0.05, within=inside
        )
