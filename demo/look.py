"""Everything that one drawn person is, chosen from a seed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from demo.canvas import Colour

Hair = Literal["short", "side", "curly", "long", "bob", "bun", "bald", "headscarf", "beanie"]
MaskStyle = Literal["surgical", "cloth", "kn95"]

_HAIR: tuple[Hair, ...] = ("short", "side", "curly", "long", "bob", "bun", "bald", "headscarf", "beanie")
_HAIR_ODDS = (0.17, 0.12, 0.12, 0.18, 0.11, 0.09, 0.06, 0.08, 0.07)
_SKIN: tuple[Colour, ...] = (
    (247, 215, 194),
    (238, 198, 170),
    (225, 180, 146),
    (205, 155, 118),
    (178, 126, 90),
    (146, 98, 68),
    (112, 73, 50),
    (84, 54, 39),
)
_HAIR_COLOURS: tuple[Colour, ...] = (
    (28, 24, 25),
    (44, 31, 26),
    (72, 47, 34),
    (104, 70, 45),
    (150, 108, 66),
    (203, 165, 108),
    (138, 62, 34),
    (168, 166, 165),
)
_IRIS: tuple[Colour, ...] = (
    (70, 44, 28),
    (92, 62, 36),
    (58, 38, 28),
    (98, 120, 84),
    (86, 122, 150),
    (110, 124, 130),
)
_CLOTHES: tuple[Colour, ...] = (
    (52, 66, 92),
    (92, 104, 112),
    (126, 58, 60),
    (62, 92, 78),
    (206, 198, 184),
    (44, 44, 50),
    (178, 132, 74),
    (110, 92, 132),
    (196, 140, 136),
)
_SURGICAL: tuple[Colour, ...] = ((156, 200, 224), (232, 238, 240), (164, 212, 196), (176, 208, 232))
_CLOTH: tuple[Colour, ...] = (
    (54, 62, 84),
    (142, 70, 78),
    (84, 116, 98),
    (214, 178, 128),
    (60, 58, 62),
    (170, 150, 190),
)
_LIGHT_SKINS = 4


@dataclass(frozen=True, slots=True)
class Look:
    """One person: colours in RGB 0 to 255, lengths in face units, `age` from 0 to 1."""

    skin: Colour
    hair: Hair
    hair_colour: Colour
    iris: Colour
    clothes: Colour
    mask: MaskStyle
    mask_colour: Colour
    mask_print: Literal["plain", "dots", "stripes", "checks"]
    face_width: float
    jaw: float
    eye_open: float
    eye_tilt: float
    brow: float
    brow_arch: float
    age: float
    texture: int


def look(seed: int) -> Look:
    """Return the person of this seed; equal seeds give equal people."""
    rng = np.random.default_rng((seed, 7))
    tone = int(rng.integers(len(_SKIN)))
    age = float(rng.uniform())
    style: MaskStyle = ("surgical", "cloth", "kn95")[int(rng.choice(3, p=(0.5, 0.3, 0.2)))]
    hair = _HAIR[int(rng.choice(len(_HAIR), p=_HAIR_ODDS))]
    return Look(
        skin=_vary(rng, _SKIN[tone], 5),
        hair=hair,
        hair_colour=_hair_colour(rng, tone, age),
        iris=_IRIS[int(rng.integers(len(_IRIS) if tone < _LIGHT_SKINS else 3))],
        clothes=_pick(rng, _CLOTHES),
        mask=style,
        mask_colour=_mask_colour(rng, style),
        mask_print=("plain", "dots", "stripes", "checks")[int(rng.integers(4))],
        face_width=float(rng.uniform(0.93, 1.06)),
        jaw=float(rng.uniform(0.86, 1.08)),
        eye_open=float(rng.uniform(0.82, 1.15)),
        eye_tilt=float(rng.uniform(-0.002, 0.007)),
        brow=float(rng.uniform(0.65, 1.3)),
        brow_arch=float(rng.uniform(0.003, 0.012)),
        age=age,
        texture=int(rng.integers(2**31)),
    )


def shade(colour: Colour, factor: float) -> Colour:
    """Return `colour` darker (`factor` below 1) or mixed towards white (above 1)."""
    if factor <= 1:
        return (colour[0] * factor, colour[1] * factor, colour[2] * factor)
    light = min(factor - 1, 1.0)
    return mix(colour, (255, 255, 255), light)


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Return `colour` with this share of `other`."""
    red, green, blue = (a + (b - a) * share for a, b in zip(colour, other, strict=True))
    return (red, green, blue)


def _hair_colour(rng: np.random.Generator, tone: int, age: float) -> Colour:
    if age > 0.85:
        return _vary(rng, _HAIR_COLOURS[-1], 5)
    return _vary(rng, _HAIR_COLOURS[int(rng.integers(7 if tone < _LIGHT_SKINS else 3))], 4)


def _mask_colour(rng: np.random.Generator, style: MaskStyle) -> Colour:
    if style == "kn95":
        return _vary(rng, (238, 238, 234) if rng.uniform() < 0.75 else (58, 60, 64), 4)
    return _pick(rng, _SURGICAL if style == "surgical" else _CLOTH)


def _pick(rng: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    return _vary(rng, colours[int(rng.integers(len(colours)))], 10)


def _vary(rng: np.random.Generator, colour: Colour, spread: float) -> Colour:
    red, green, blue = (float(np.clip(value + rng.uniform(-spread, spread), 0, 255)) for value in colour)
    return (red, green, blue)
