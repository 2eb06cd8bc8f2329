"""The kinds of frames that a finder learns from, by name."""

from collections.abc import Callable

import numpy as np

from training.finder.collage import collage, empty, mosaic
from training.finder.crops import Shape, crop
from training.finder.frame import Frame
from training.finder.library import Library
from training.finder.pool import Pool

Lesson = Callable[[Library, Shape, np.random.Generator], Frame]


def lesson(name: str) -> Lesson:
    """How a frame of that kind is made."""
    return LESSONS[name]


def _cropped(choose: Callable[[Library], Pool]) -> Lesson:
    def make(library: Library, shape: Shape, rng: np.random.Generator) -> Frame:
        pool = choose(library)
        return crop(pool[int(rng.integers(len(pool)))], shape, library.grounds, rng)

    return make


def _of_all(library: Library, rng: np.random.Generator, *choices: Callable[[Library], Pool]) -> Pool:
    return choices[int(rng.integers(len(choices)))](library)


def _collage(library: Library, shape: Shape, rng: np.random.Generator) -> Frame:
    chosen = _of_all(
        library, rng, lambda it: it.dressed_portraits, lambda it: it.masked, lambda it: it.dressed_masked,
        lambda it: it.dressed_portraits, lambda it: it.portraits,
    )  # fmt: skip
    return collage(chosen, shape, library.grounds, rng)


def _mosaic(library: Library, shape: Shape, rng: np.random.Generator) -> Frame:
    chosen = _of_all(
        library, rng, lambda it: it.scenes, lambda it: it.masked, lambda it: it.dressed_portraits
    )
    return mosaic(chosen, shape, library.grounds, rng)


def _empty(library: Library, shape: Shape, rng: np.random.Generator) -> Frame:
    return empty(shape, library.grounds, rng)


LESSONS: dict[str, Lesson] = {
    "scenes": _cropped(lambda library: library.scenes),
    "masked": _cropped(lambda library: library.masked),
    "portraits": _cropped(lambda library: library.portraits),
    "aligned": _cropped(lambda library: library.aligned),
    "dressed portraits": _cropped(lambda library: library.dressed_portraits),
    "dressed masked": _cropped(lambda library: library.dressed_masked),
    "dressed aligned": _cropped(lambda library: library.dressed_aligned),
    "collage": _collage,
    "mosaic": _mosaic,
    "empty": _empty,
}
