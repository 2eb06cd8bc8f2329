"""Which weights LiteRT's file is written with."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import training.convert
from models.architecture import seed_network
from models.card import SelfTest
from models.engines.litert import LiteRtEngine
from models.engines.protocol import Engine
from models.engines.traced import TracedNetwork
from models.errors import ArtefactRejected
from models.quiet import import_keras
from models.selftest import expectation, golden_inputs
from tests.support.artefacts import keras_meets_numpy_2
from training.convert import write_networks
from training.litert import WEIGHTS, to_litert

pytestmark = pytest.mark.thorough  # whole networks are built

if TYPE_CHECKING:
    import keras


@pytest.fixture(scope="module")
def network() -> "keras.Model":
    import_keras().utils.set_random_seed(4)
    return seed_network(augment=False)


def test_smaller_weights_make_smaller_files_and_the_same_answers(
    network: "keras.Model",
    tmp_path: Path,
) -> None:
    expected, sizes = TracedNetwork(network).logits(golden_inputs()), []
    for weights in WEIGHTS:
        file = tmp_path / f"{weights}.tflite"
        file.write_bytes(to_litert(network, weights))
        assert LiteRtEngine(file).logits(golden_inputs()) == pytest.approx(expected, abs=0.05)
        sizes.append(file.stat().st_size)
    assert np.array(sizes) / sizes[-1] == pytest.approx([0.25, 0.5, 1], abs=0.05)


@pytest.mark.parametrize("refused", range(4))
def test_weights_that_lose_too_much_are_replaced_by_finer_ones(
    network: "keras.Model",
    refused: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tried: list[Engine] = []

    def check(engine: Engine, expected: SelfTest, *, int8: bool) -> None:
        tried.append(engine)
        if len(tried) <= refused:
            raise ArtefactRejected("self-test is off by 0.3, more than 0.15")

    monkeypatch.setattr(training.convert, "check", check)
    golden = expectation(TracedNetwork(network))
    with keras_meets_numpy_2():
        if refused == len(WEIGHTS):
            with pytest.raises(ArtefactRejected, match="float32 weights: self-test is off"):
                write_networks(network, golden, tmp_path, "seed-9")
            return
        names, weights = write_networks(network, golden, tmp_path, "seed-9")
    assert names == ["seed-9.tflite", "seed-9.keras", "seed-9.weights.h5"]
    assert weights == WEIGHTS[refused]
    told = capsys.readouterr().err
    assert told.count("self-test is off by 0.3") == refused
