"""Frames by the batch, the same ones for the same seed, epoch and place."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.ahead import ahead
from training.finder.config import FinderConfig
from training.finder.frame import Frame, mirrored, settled
from training.finder.lessons import lesson
from training.finder.library import Library
from training.finder.light import relit
from training.finder.targets import Targets, targets_of

Batch = tuple[NDArray[np.float32], Targets]  # N×H×W×3 RGB 0..255, N×cells×19


@dataclass(frozen=True, slots=True)
class FrameBatches:
    """Endless frames of a recipe's kinds."""

    config: FinderConfig
    library: Library

    def epoch(self, number: int) -> Generator[Batch, None, None]:
        """The batches of one epoch, made in a thread while the ones before are learnt."""
        return ahead(self._made(number), 4)

    def frame(self, shape: tuple[int, int], rng: np.random.Generator) -> Frame:
        """One frame of H×W as it is learnt from."""
        names, weights = zip(*self.config.shares, strict=True)
        chosen = str(rng.choice(names, p=np.array(weights) / sum(weights)))
        frame = settled(lesson(chosen)(self.library, shape, rng))
        if rng.random() < 0.5:
            frame = mirrored(frame)
        return Frame(relit(frame.pixels, rng), frame.faces, frame.doubts)

    def _made(self, number: int) -> Iterator[Batch]:
        for place in range(self.config.batches):
            rng = np.random.default_rng([self.config.seed, number, place])
            shape = self.config.shapes[place % len(self.config.shapes)]
            frames = [self.frame(shape, rng) for _ in range(self.config.batch_size)]
            pixels = np.stack([frame.pixels for frame in frames]).astype(np.float32)
            yield pixels, np.stack([targets_of(frame) for frame in frames])
