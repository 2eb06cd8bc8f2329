"""A red picture must reach the network red, through the decoder, the preparation and the engine."""

import cv2
import numpy as np
import pytest

from imaging.decode import decode
from models.engines.litert import LiteRtEngine
from models.engines.traced import TracedNetwork
from models.preprocess import INPUT_SIZE, face_input
from models.quiet import import_keras
from training.litert import to_litert


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> list[LiteRtEngine | TracedNetwork]:
    """A network whose logits are the channel means: red, green, blue."""
    keras = import_keras()
    pixels = keras.Input((INPUT_SIZE, INPUT_SIZE, 3))
    means = keras.Model(pixels, keras.layers.GlobalAveragePooling2D()(pixels))
    file = tmp_path_factory.mktemp("means") / "means.tflite"
    file.write_bytes(to_litert(means))
    return [LiteRtEngine(file), TracedNetwork(means)]


@pytest.mark.parametrize("kind", [".png", ".jpg", ".bmp", ".webp"])
def test_red_stays_red(engines: list[LiteRtEngine | TracedNetwork], kind: str) -> None:
    blue_green_red = np.zeros((200, 150, 3), np.uint8)
    blue_green_red[..., 2] = 240
    _, encoded = cv2.imencode(kind, blue_green_red)
    inputs = face_input(decode(encoded.tobytes()))[None]
    for engine in engines:
        assert engine.logits(inputs)[0] == pytest.approx([240, 0, 0], abs=4)


def test_any_batch_size_in_any_order(engines: list[LiteRtEngine | TracedNetwork]) -> None:
    rng = np.random.default_rng(3)
    for count in (1, 3, 64, 65, 1, 64, 130):
        inputs = rng.integers(0, 256, (count, INPUT_SIZE, INPUT_SIZE, 3)).astype(np.uint8)
        for engine in engines:
            assert engine.logits(inputs) == pytest.approx(inputs.mean(axis=(1, 2)), rel=1e-4)
