"""Cloth around the face, down to the shoulders: headscarves and hoods."""

import cv2
import numpy as np

from training.masks.fabric import Cloth, draped, folded, plain_or_printed, shaded
from training.masks.lay import Garment, Shadow, Worn
from training.masks.layers import Cover, Frame, layer_of
from training.masks.outlines import MIDDLE, Outline, mirrored, moved, smoothed, superellipse


def around(cloth: Cloth, opening: Cover, whole: Cover, rng: np.random.Generator) -> Worn:
    """Cloth on the whole but in the opening; its hem is darker or lighter, where it turns inwards."""
    near = cv2.GaussianBlur(opening, (0, 0), float(rng.uniform(2, 5)))
    hem = np.float32(rng.uniform(-0.35, 0.12)) * np.clip(near * 2, 0, 1)
    cover = np.asarray((1 - opening) * whole, np.float32)
    return Worn(layer_of(shaded(cloth, 1 + hem), cover), Shadow(3, float(rng.uniform(0.2, 0.45))))


def silhouette(frame: Frame, rng: np.random.Generator) -> Cover:
    """Head, neck and shoulders below cloth; what is outside of it stays as it was."""
    top, half = rng.uniform(-97, -80), rng.uniform(106, 134)
    neck, low = rng.uniform(92, 120), rng.uniform(225, 266)
    upper = ((98, top), (98 - 0.6 * half, top + 6), (98 - half, top + 70), (98 - half, 90))
    lower = ((98 - neck, 150), (98 - 1.4 * neck, 215), (98 - 1.2 * neck, low), (98, low + 30))
    return frame.cover(smoothed(mirrored(upper + lower), 2))


def egg(top: float, low: float, half: float, rng: np.random.Generator) -> Outline:
    """An opening that is narrower at the chin, a little turned and aside."""
    outline = superellipse((0, 0), (1, 1), rng.uniform(1.9, 2.4))
    narrower = 1 - rng.uniform(0.05, 0.3) * np.clip(outline[:, 1], 0, 1)
    centre = (MIDDLE + float(rng.normal(0, 3)), (top + low) / 2)
    shaped = np.stack([outline[:, 0] * narrower * half, outline[:, 1] * (low - top) / 2], 1) + centre
    return moved(shaped.astype(np.float32), centre, (0, 0), 1, float(rng.normal(0, 3)))


def headscarf(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """As a hijab frames the face, sometimes with a cap of another colour below it."""
    top, low, half = rng.uniform(-14, 22), rng.uniform(186, 220), rng.uniform(70, 90)
    opening, whole = egg(top, low, half, rng), silhouette(frame, rng)
    cloth = folded(plain_or_printed(rng, frame, 0.35), frame, rng)
    scarf = around(cloth, frame.cover(opening), whole, rng)
    if rng.random() < 0.7:
        return [scarf]
    rows, _ = frame.grid()
    lower = frame.cover(opening + np.array([0, rng.uniform(4, 12)], np.float32))
    under = np.asarray((1 - lower) * whole * np.clip((80 - rows) / 40, 0, 1), np.float32)
    return [Worn(layer_of(plain_or_printed(rng, frame, 0), under), Shadow(2, 0.3)), scarf]


def hood(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A wide opening with a dark inside."""
    top, half = rng.uniform(-25, 14), rng.uniform(80, 102)
    opening, whole = egg(top, rng.uniform(215, 260), half, rng), silhouette(frame, rng)
    inner = moved(opening, (MIDDLE, 110), (float(rng.normal(0, 3)), 0), float(rng.uniform(0.9, 0.96)), 0)
    cloth = draped(plain_or_printed(rng, frame, 0.1), frame, rng, 0.16)
    lining = np.asarray(cloth * np.float32(rng.uniform(0.25, 0.6)), np.float32)
    inside = around(lining, frame.cover(inner), whole, rng)
    return [inside, around(cloth, frame.cover(opening), whole, rng)]


HEAD_CLOTHS: tuple[Garment, ...] = (headscarf, headscarf, hood)
