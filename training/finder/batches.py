"""Frames by the batch, the same ones for the same seed, epoch and place; made in a process of its own."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import DataError
from training.finder.config import FinderConfig
from training.finder.frame import Frame, mirrored, settled
from training.finder.lessons import lesson
from training.finder.library import Library
from training.finder.light import relit
from training.finder.targets import Targets, targets_of

Batch = tuple[NDArray[np.uint8], Targets]  # N×H×W×3 RGB, N×cells×19
AHEAD = 6  # batches that wait at most


@dataclass(frozen=True, slots=True)
class FrameBatches:
    """The frames of a recipe, from one epoch to another."""

    config: FinderConfig
    data: Path
    cache: Path
    limit: int | None = None

    def epochs(self, first: int, end: int) -> Iterator[Batch]:
        """All batches of the epochs from `first` to before `end`, one after the other.

        A process makes them: a thread would wait for Python's lock whenever the trainer has it. Raises what
        that process raises as `DataError`.
        """
        context = multiprocessing.get_context("spawn")
        waiting: Queue[Batch | str] = context.Queue(AHEAD)
        maker = context.Process(target=_make, args=(self, first, end, waiting), daemon=True)
        maker.start()
        try:
            for _ in range((end - first) * self.config.batches):
                made = waiting.get()
                if isinstance(made, str):
                    raise DataError(made)
                yield made
        finally:
            maker.terminate()

    def batch(self, library: Library, epoch: int, place: int) -> Batch:
        """One batch."""
        rng = np.random.default_rng([self.config.seed, epoch, place])
        shape = self.config.shapes[place % len(self.config.shapes)]
        frames = [frame_of(self.config, library, shape, rng) for _ in range(self.config.batch_size)]
        return np.stack([each.pixels for each in frames]), np.stack([targets_of(each) for each in frames])


def frame_of(
    config: FinderConfig, library: Library, shape: tuple[int, int], rng: np.random.Generator
) -> Frame:
    """One frame of H×W as it is learnt from."""
    names, weights = zip(*config.shares, strict=True)
    chosen = str(rng.choice(names, p=np.array(weights) / sum(weights)))
    frame = settled(lesson(chosen)(library, shape, rng))
    if rng.random() < 0.5:
        frame = mirrored(frame)
    return Frame(relit(frame.pixels, rng), frame.faces, frame.doubts)


def _make(batches: FrameBatches, first: int, end: int, waiting: "Queue[Batch | str]") -> None:
    cv2.setNumThreads(1)  # the other core learns
    library = Library(batches.config, batches.data, batches.cache, batches.limit)
    try:
        for epoch in range(first, end):
            for place in range(batches.config.batches):
                waiting.put(batches.batch(library, epoch, place))
    except Exception as wrong:  # whatever it is, the trainer must not wait for ever
        waiting.put(f"no more frames could be made: {type(wrong).__name__}: {wrong}")
