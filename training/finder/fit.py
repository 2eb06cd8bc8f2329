"""The loop over epochs, resumable after a kill at any moment."""

from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.finders.architecture import FINDERS
from models.finders.registry import read_finder_card
from models.quiet import import_keras
from training.checkpoint import Checkpoints, Epoch
from training.finder.batches import FrameBatches
from training.finder.config import FinderConfig
from training.finder.objective import cells_loss, flat
from training.first_weights import published_weights
from training.progress import say

if TYPE_CHECKING:
    import keras


def fit(
    config: FinderConfig, batches: FrameBatches, checkpoints: Checkpoints
) -> tuple["keras.Model", list[Epoch]]:
    """Trains from the last checkpoint, or from nothing, to `config.epochs`.

    Returns the network with all cells in one row (`training.finder.objective.flat`) and its history.
    """
    network, history = checkpoints.latest() or (new_network(config), [])
    if history:
        say(f"Going on after epoch {len(history)}.")
        network.optimizer.learning_rate = _learning_rate(config)
    frames = batches.epochs(len(history), config.epochs)
    for epoch in range(len(history), config.epochs):
        started, total = monotonic(), 0.0
        for pixels, targets in islice(frames, config.batches):
            total += float(network.train_on_batch(pixels.astype(np.float32), targets))
            network.reset_metrics()  # or it would give the mean since the last reset
        row = {"loss": total / config.batches, "seconds": round(monotonic() - started, 1)}
        history.append(row)
        checkpoints.keep(network, history)
        say(f"Epoch {epoch + 1}/{config.epochs}: loss {row['loss']:.3f}, {row['seconds']:.0f} s")
    return network, history


def new_network(config: FinderConfig) -> "keras.Model":
    """The network before its first step, compiled. Raises `RunError` where its first weights are not kept."""
    keras = import_keras()
    keras.utils.set_random_seed(config.seed)
    grids = FINDERS[config.architecture]()
    if config.begun_from:
        grids.load_weights(published_weights(config.begun_from, read_finder_card(config.begun_from)))
    network = flat(grids)
    optimizer = keras.optimizers.AdamW(_learning_rate(config), weight_decay=config.weight_decay, clipnorm=5.0)
    # Compiling by XLA takes minutes for every shape, and gains nothing on CPUs.
    network.compile(optimizer=optimizer, loss=cells_loss, jit_compile=False)
    return network


def _learning_rate(config: FinderConfig) -> "keras.optimizers.schedules.CosineDecay":
    return import_keras().optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=config.learning_rate,
        warmup_steps=int(config.warmup * config.batches),
        decay_steps=max(1, int((config.epochs - config.warmup) * config.batches)),
    )
