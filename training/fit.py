"""The loop over epochs, resumable after a kill at any moment."""

from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import Progress

from models.architecture import ARCHITECTURES
from models.quiet import import_keras, import_tensorflow
from training.arrays import Labelled
from training.batches import Batches
from training.checkpoint import Checkpoints, Epoch
from training.config import Config
from training.progress import CONSOLE, say

if TYPE_CHECKING:
    import keras
    import tensorflow


def new_network(config: Config) -> "keras.Model":
    """A freshly initialised, compiled network with the random layers that training needs."""
    keras = import_keras()
    keras.utils.set_random_seed(config.seed)
    network = ARCHITECTURES[config.architecture](augment=True, seed=config.seed)
    network.compile(
        optimizer=keras.optimizers.Adam(config.learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return network


def fit(
    config: Config, training: Labelled, validation: Labelled, checkpoints: Checkpoints
) -> tuple["keras.Model", list[Epoch]]:
    """Trains from the last checkpoint, or from nothing, to `config.epochs`.

    Returns the network after the last epoch, as the original kept it (no epoch is chosen by its validation
    score), and a history of one row an epoch: loss, accuracy, val_loss, val_accuracy, seconds.
    """
    network, history = checkpoints.latest() or (new_network(config), [])
    if history:
        say(f"Going on after epoch {len(history)}.")
    batches = Batches(training.inputs, training.labels, config.batch_size, config.seed)
    check = _dataset(validation)
    for epoch in range(len(history), config.epochs):
        history.append(_one_epoch(network, batches, check, epoch, config.epochs))
        checkpoints.keep(network, history)
    return network, history


def _dataset(validation: Labelled) -> "tensorflow.data.Dataset":
    dataset = import_tensorflow().data.Dataset
    return dataset.from_tensor_slices((validation.inputs, validation.labels)).batch(64)


def _one_epoch(
    network: "keras.Model", batches: Batches, check: "tensorflow.data.Dataset", epoch: int, epochs: int
) -> Epoch:
    started = monotonic()
    with Progress(console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal) as bar:
        task = bar.add_task(f"Epoch {epoch + 1}/{epochs}", total=batches.per_epoch)
        tick = import_keras().callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: bar.advance(task)
        )
        fitted = network.fit(
            batches.epoch(epoch), validation_data=check, callbacks=[tick], shuffle=False, verbose=0
        )
    row = {name: float(values[-1]) for name, values in fitted.history.items()}
    row["seconds"] = round(monotonic() - started, 1)
    say(
        f"Epoch {epoch + 1}/{epochs}: accuracy {row['accuracy']:.3f}, "
        f"on Validation {row['val_accuracy']:.3f}, {row['seconds']:.0f} s"
    )
    return row
