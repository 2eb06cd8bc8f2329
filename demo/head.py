"""Shoulders, neck, ears and head: everything that is skin or cloth below the hair."""

import numpy as np

from demo.canvas import Canvas
from demo.curves import Outline, ellipse, mirrored
from demo.look import Look, mix, shade

EAR_X = 0.197


def outline(look: Look, *, grow: float = 0.0) -> Outline:
    """Return the head's outline, `grow` face units larger all round."""
    jaw = look.jaw
    points = np.array(
        [
            (0, -0.3),
            (0.105, -0.28),
            (0.175, -0.19),
            (0.192, -0.05),
            (0.183, 0.07),
            (0.158 * jaw, 0.17),
            (0.105 * jaw, 0.252),
            (0.045 * jaw, 0.29),
            (0, 0.296),
        ]
    ) * (look.face_width, 1)
    away = points / np.linalg.norm(points, axis=1, keepdims=True)
    return mirrored(points + grow * away)


def draw_shoulders(canvas: Canvas, look: Look) -> None:
    """Draw clothes with a collar."""
    body = mirrored([(0, 0.355), (0.1, 0.36), (0.27, 0.415), (0.4, 0.5), (0.45, 0.68), (0.45, 1.2), (0, 1.2)])
    inside = canvas.mask(body)
    canvas.fill(body, colour=shade(look.clothes, 1.1), below=shade(look.clothes, 0.7))
    canvas.fill(ellipse(0.3, 0.62, 0.2, 0.2), colour=(0, 0, 0), opacity=0.22, blur=0.1, within=inside)
    canvas.fill(
        ellipse(-0.24, 0.47, 0.12, 0.05), colour=(255, 255, 255), opacity=0.16, blur=0.06, within=inside
    )
    canvas.fill(ellipse(0, 0.37, 0.15, 0.06), colour=shade(look.clothes, 0.62), blur=0.006)


def draw_neck(canvas: Canvas, look: Look) -> None:
    """Draw the neck, in the chin's shadow."""
    neck = mirrored([(0, 0.1), (0.1, 0.12), (0.098, 0.28), (0.118, 0.365), (0.05, 0.415), (0, 0.42)])
    inside = canvas.mask(neck)
    canvas.fill(neck, colour=shade(look.skin, 0.8), below=shade(look.skin, 0.9))
    shadow = mix(shade(look.skin, 0.4), (70, 20, 10), 0.2)
    canvas.fill(ellipse(0.015, 0.26, 0.15, 0.075), colour=shadow, opacity=0.75, blur=0.05, within=inside)
    canvas.fill(ellipse(0.1, 0.33, 0.05, 0.12), colour=shadow, opacity=0.5, blur=0.05, within=inside)


def draw_ears(canvas: Canvas, look: Look) -> None:
    """Draw both ears, the right one in shade."""
    for side, light in ((-1, 0.97), (1, 0.84)):
        x = side * EAR_X * look.face_width
        canvas.fill(ellipse(x, 0.005, 0.027, 0.058), colour=shade(look.skin, light))
        inner = mix(shade(look.skin, 0.62), (150, 50, 40), 0.2)
        canvas.fill(ellipse(x + side * 0.003, 0.0, 0.012, 0.034), colour=inner, opacity=0.7, blur=0.012)


def draw_head(canvas: Canvas, look: Look) -> None:
    """Draw the face's skin, modelled by light from the upper left."""
    shape = outline(look)
    inside = canvas.mask(shape)
    dark = mix(shade(look.skin, 0.45), (90, 30, 20), 0.25)
    light = mix(look.skin, (255, 244, 230), 0.6)
    canvas.fill(shape, colour=shade(look.skin, 1.03), below=shade(look.skin, 0.92))
    canvas.fill(ellipse(0.235, 0.02, 0.09, 0.36), colour=dark, opacity=0.6, blur=0.1, within=inside)
    canvas.fill(ellipse(-0.235, 0.05, 0.05, 0.34), colour=dark, opacity=0.4, blur=0.06, within=inside)
    canvas.fill(ellipse(-0.05, -0.17, 0.09, 0.045), colour=light, opacity=0.5, blur=0.07, within=inside)
    for side, strength in ((-1, 0.32), (1, 0.2)):
        blush = mix(look.skin, (205, 80, 70), 0.4)
        canvas.fill(ellipse(side * 0.115, 0.055, 0.05, 0.03), colour=blush, opacity=strength, blur=0.05)
    canvas.fill(ellipse(-0.003, -0.0, 0.011, 0.05), colour=light, opacity=0.45, blur=0.018)
    canvas.fill(ellipse(0.024, -0.02, 0.01, 0.05), colour=dark, opacity=0.3, blur=0.02)
