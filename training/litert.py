"""From a network to the file that LiteRT runs.

TensorFlow alone converts. Where Keras computes with something else, a process of its own does it:
`python -m training.litert NETWORK.keras RESULT.tflite int8`.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from models.card import LiteRtWeights
from models.quiet import import_keras, import_tensorflow
from training.errors import RunError

if TYPE_CHECKING:
    import keras

WEIGHTS: tuple[LiteRtWeights, ...] = ("int8", "float16", "float32")  # the smallest first


def to_litert(serving: "keras.Model", weights: LiteRtWeights = "int8") -> bytes:
    """The network as a FlatBuffer with `weights` of `WEIGHTS` and float32 input and output.

    Weights are rounded per channel and activations on the fly ("dynamic range quantisation"): no pictures are
    needed to calibrate it, the file is a quarter as large, and AVX-512 runs it 2.7 times as fast as float32.
    Raises `RunError` where a process of its own was needed and failed.
    """
    with TemporaryDirectory() as folder:
        if import_keras().backend.backend() == "tensorflow":
            return _converted(serving, Path(folder), weights)
        return _elsewhere(serving, Path(folder), weights)


def _converted(serving: "keras.Model", folder: Path, weights: LiteRtWeights) -> bytes:
    tf = import_tensorflow()
    logging.getLogger("absl").setLevel(logging.ERROR)
    serving.export(folder, format="tf_saved_model", verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(folder))
    if weights != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if weights == "float16":
        converter.target_spec.supported_types = [tf.float16]
    content: bytes = converter.convert()
    return content


def _elsewhere(serving: "keras.Model", folder: Path, weights: LiteRtWeights) -> bytes:
    saved, result = folder / "network.keras", folder / "network.tflite"
    serving.save(saved)
    command = [sys.executable, "-m", "training.litert", str(saved), str(result), weights]
    # Without a GPU: this process may hold all of its memory.
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise RunError(f"TensorFlow does not convert the network for LiteRT: {last}")
    return result.read_bytes()


def _main(saved: str, result: str, asked: str) -> None:
    network = import_keras().saving.load_model(saved, compile=False, safe_mode=True)
    (weights,) = (each for each in WEIGHTS if each == asked)
    Path(result).write_bytes(to_litert(network, weights))


if __name__ == "__main__":
    _main(*sys.argv[1:])
