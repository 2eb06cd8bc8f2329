"""Hair: the part behind the head and the part in front of it, with strands."""

import numpy as np
from numpy.typing import NDArray

from demo import head
from demo.canvas import Canvas
from demo.curves import Outline, ellipse, mirrored, point, smooth
from demo.look import Look, shade
from demo.strands import draw_curls, draw_falls, draw_strands

_COVERED = ("bald", "headscarf")


def draw_back_hair(canvas: Canvas, look: Look) -> None:
    """Draw what lies behind neck and shoulders."""
    colour = shade(look.hair_colour, 0.72)
    if look.hair in ("long", "bob"):
        reach = 0.43 if look.hair == "long" else 0.2
        shape = mirrored(
            [
                (0, -0.35),
                (0.13, -0.325),
                (0.222, -0.19),
                (0.245, 0.0),
                (0.25, reach * 0.6),
                (0.235, reach),
                (0.1, reach + 0.02),
                (0, reach),
            ]
        )
        canvas.fill(shape, colour=colour, below=shade(colour, 0.75), blur=0.004)
    elif look.hair == "bun":
        canvas.fill(ellipse(0.01, -0.365, 0.082, 0.068), colour=colour)
        draw_strands(canvas, look, canvas.mask(ellipse(0.01, -0.365, 0.082, 0.068)), (0.01, -0.3), count=26)
    elif look.hair == "curly":
        draw_curls(canvas, look, colour)


def draw_front_hair(canvas: Canvas, look: Look) -> None:
    """Draw what lies over the forehead and beside the face."""
    if look.hair in _COVERED:
        return
    cap = _cap(look)
    inside = canvas.mask(cap)
    canvas.fill(
        cap + point(0.004, 0.012),
        colour=(30, 12, 8),
        opacity=0.3,
        blur=0.02,
        within=_on_head(canvas, look),
    )
    canvas.fill(cap, colour=look.hair_colour, below=shade(look.hair_colour, 0.8), blur=0.003)
    draw_strands(canvas, look, inside, (0.055, -0.33) if look.hair == "side" else (-0.01, -0.36), count=90)
    if look.hair == "curly":
        draw_curls(canvas, look, look.hair_colour, rim=True)
    canvas.fill(
        ellipse(-0.08, -0.27, 0.07, 0.025),
        colour=shade(look.hair_colour, 1.45),
        opacity=0.4,
        blur=0.04,
        within=inside,
    )
    if look.hair in ("long", "bob"):
        _locks(canvas, look)


def _on_head(canvas: Canvas, look: Look) -> NDArray[np.uint8]:
    return canvas.mask(head.outline(look))


def _cap(look: Look) -> Outline:
    wide = look.face_width
    top = -0.345 if look.hair != "bun" else -0.325
    outer = [(0, top), (0.11, top + 0.022), (0.196, -0.215), (0.212, -0.09), (0.202, -0.03)]
    lines = {
        "short": [(0.182, -0.06), (0.172, -0.14), (0.12, -0.2), (0.05, -0.215), (0, -0.208)],
        "curly": [(0.182, -0.07), (0.165, -0.15), (0.11, -0.195), (0.05, -0.2), (0, -0.205)],
        "bun": [(0.185, -0.07), (0.168, -0.16), (0.11, -0.225), (0.05, -0.243), (0, -0.247)],
        "beanie": [(0.185, -0.05), (0.172, -0.13), (0.12, -0.19), (0.05, -0.2), (0, -0.2)],
    }
    line = lines.get(look.hair)
    if line:
        return mirrored(np.array(outer + line) * (wide, 1))
    # A parting on one side: the fringe falls from there across the forehead.
    sweep = [
        (0.18, -0.05),
        (0.165, -0.14),
        (0.11, -0.215),
        (0.055, -0.245),
        (-0.03, -0.2),
        (-0.11, -0.155),
        (-0.168, -0.1),
        (-0.184, -0.05),
    ]
    left = [(-x, y) for x, y in outer[:0:-1]]
    return smooth(np.array([*outer, *sweep, *left]) * (wide, 1))


def _locks(canvas: Canvas, look: Look) -> None:
    reach = 0.45 if look.hair == "long" else 0.22
    for side, light in ((-1, 1.0), (1, 0.78)):
        points = np.array(
            [
                (0.15, -0.2),
                (0.208, -0.17),
                (0.243, 0.0),
                (0.262, reach * 0.55),
                (0.25, reach),
                (0.18, reach + 0.015),
                (0.172, reach * 0.55),
                (0.186, 0.06),
                (0.18, -0.07),
            ]
        )
        lock = smooth(points * (side * look.face_width, 1))
        canvas.fill(lock + point(-side * 0.012, 0.005), colour=(25, 10, 8), opacity=0.35, blur=0.02)
        canvas.fill(
            lock,
            colour=shade(look.hair_colour, light),
            below=shade(look.hair_colour, light * 0.8),
            blur=0.003,
        )
        draw_falls(canvas, look, canvas.mask(lock), side, reach)
