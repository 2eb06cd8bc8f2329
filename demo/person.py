"""A person, from the back to the front."""

from demo.canvas import Canvas
from demo.eyes import draw_eyes
from demo.face_mask import draw_mask
from demo.hair import draw_back_hair, draw_front_hair
from demo.head import draw_ears, draw_head, draw_neck, draw_shoulders
from demo.headwear import draw_headwear
from demo.look import Look


def draw_person(canvas: Canvas, look: Look) -> None:
    """Draw head and shoulders of `look`, wearing a mask, around the canvas's origin."""
    draw_back_hair(canvas, look)
    draw_shoulders(canvas, look)
    draw_neck(canvas, look)
    draw_ears(canvas, look)
    draw_head(canvas, look)
    draw_eyes(canvas, look)
    draw_mask(canvas, look)
    draw_front_hair(canvas, look)
    draw_headwear(canvas, look)
