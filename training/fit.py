"""The loop over epochs, resumable after a kill at any moment."""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import Progress

from models.quiet import import_keras
from training.arrays import Inputs, Labelled
from training.batches import Epochs
from training.checkpoint import Checkpoints, Epoch
from training.config import Config
from training.networks import build
from training.objective import Targets, accuracy, cross_entropy, one_hot
from training.progress import CONSOLE, say

if TYPE_CHECKING:
    import keras


def new_network(config: Config, batches_per_epoch: int, weights: Path | None = None) -> "keras.Model":
    """A compiled network with the random layers that training needs; a backbone's come from `weights`."""
    keras = import_keras()
    keras.utils.set_random_seed(config.seed)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(config.precision)
    network = build(config, weights)
    keras.config.set_dtype_policy(before)
    network.compile(
        optimizer=_optimizer(config, batches_per_epoch),
        loss=cross_entropy,
        metrics=[accuracy],
    )
    return network


def _optimizer(config: Config, batches_per_epoch: int) -> "keras.Optimizer":
    optimizers, rate = import_keras().optimizers, learning_rate(config, batches_per_epoch)
    if config.weight_decay:
        return optimizers.AdamW(rate, weight_decay=config.weight_decay)
    return optimizers.Adam(rate)


def learning_rate(config: Config, batches_per_epoch: int) -> "float | keras.optimizers.schedules.CosineDecay":
    """A number, or with `warmup` a schedule by the number of batches seen, which ends with the last epoch."""
    if not config.warmup:
        return config.learning_rate
    return import_keras().optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=config.learning_rate,
        warmup_steps=config.warmup * batches_per_epoch,
        decay_steps=max(1, config.epochs - config.warmup) * batches_per_epoch,
    )


def fit(
    config: Config,
    batches: Epochs,
    validation: Labelled,
    checkpoints: Checkpoints,
    weights: Path | None = None,
) -> tuple["keras.Model", list[Epoch]]:
    """Trains from the last checkpoint, or from nothing, to `config.epochs`.

    Returns the network after the last epoch, as the original kept it (no epoch is chosen by its validation
    score), and a history of one row an epoch: loss, accuracy, val_loss, val_accuracy, seconds.
    """
    network, history = checkpoints.latest() or (new_network(config, batches.per_epoch, weights), [])
    if history:
        say(f"Going on after epoch {len(history)}.")
        # The number of epochs may have changed since; the rate must still end with the last one.
        network.optimizer.learning_rate = learning_rate(config, batches.per_epoch)
    # Labels are the gender alone: the other columns stay zero and count nothing.
    check = (validation.inputs, one_hot(validation.labels, int(network.output_shape[-1])))
    for epoch in range(len(history), config.epochs):
        history.append(_one_epoch(network, batches, check, epoch, config.epochs))
        checkpoints.keep(network, history)
    return network, history


def _one_epoch(
    network: "keras.Model", batches: Epochs, check: tuple[Inputs, Targets], epoch: int, epochs: int
) -> Epoch:
    started = monotonic()
    with Progress(console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal) as bar:
        task = bar.add_task(f"Epoch {epoch + 1}/{epochs}", total=batches.per_epoch)
        tick = import_keras().callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: bar.advance(task)
        )
        fitted = network.fit(
            batches.epoch(epoch),
            steps_per_epoch=batches.per_epoch,
            validation_data=check,
            validation_batch_size=64,
            callbacks=[tick],
            shuffle=False,
            verbose=0,
        )
    row = {name: float(values[-1]) for name, values in fitted.history.items()}
    row["seconds"] = round(monotonic() - started, 1)
    say(
        f"Epoch {epoch + 1}/{epochs}: accuracy {row['accuracy']:.3f}, "
        f"on Validation {row['val_accuracy']:.3f}, {row['seconds']:.0f} s"
    )
    return row
