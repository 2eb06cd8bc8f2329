"""`browline up --engine keras`: the same answers through Keras, on the CPU where there is no GPU."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.end_to_end import grouped, pass_through
from bench.running import running
from cli.up import up
from core.gpus import NO_GPU, VISIBLE
from demo.pictures import jpeg, photo

AGREEMENT = """
import json
import numpy as np
from core.settings import Settings
from demo.pictures import jpeg, photo
from imaging.decode import decode
from models.preprocess import face_input
from worker.networks import load_networks

litert, keras = load_networks(Settings()), load_networks(Settings(engine="keras"))
faces = np.stack([face_input(decode(jpeg(seed))) for seed in range(96)])
said, again = litert.classifier.classify(faces), keras.classifier.classify(faces)
found, more = (one.finder.find(decode(photo(3, 640, 480, 2))) for one in (litert, keras))
boxes = [np.abs(np.subtract(a.box, b.box)).max() for a, b in zip(found, more, strict=True)]
print(json.dumps({
    "engines": [keras.classifier.engine, keras.finder.engine_name],
    "note": keras.note,
    "other_labels": sum(a.label != b.label for a, b in zip(said, again)),
    "confidence": max(abs(a.p_female - b.p_female) for a, b in zip(said, again)),
    "box": float(max(boxes)),
    "faces": len(found),
}))
"""


def test_it_says_that_there_is_no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "")
    monkeypatch.setenv("BROWLINE_ENGINE", "litert")  # so that it is taken back
    settings = {"BROWLINE_HOME": str(tmp_path), "BROWLINE_HOST": "203.0.113.1", "SECRET_KEY": "s" * 32}
    done = CliRunner().invoke(up, ["--engine", "keras"], env=settings)
    assert done.output.splitlines()[0] == NO_GPU
    assert "203.0.113.1" in done.output  # which is no address of this machine: it went no further


@pytest.mark.thorough
def test_keras_answers_as_litert_does() -> None:
    printed = subprocess.run([sys.executable, "-c", AGREEMENT], check=True, capture_output=True, text=True)
    told = json.loads(printed.stdout.splitlines()[-1])
    assert (told["engines"], told["note"]) == (["keras", "keras"], NO_GPU)
    assert told["other_labels"] == 0
    assert told["confidence"] < 0.05  # LiteRT's weights are rounded to eight bits
    assert told["faces"] == 2
    assert told["box"] < 4  # pixels of 640


@pytest.mark.thorough
def test_a_system_serves_through_it(tmp_path: Path) -> None:
    with running(tmp_path, {VISIBLE: "", "WORKERS": "1"}, "--engine", "keras") as server:
        pass_through(server, grouped([jpeg(seed) for seed in range(8)], 80), 80)
        pass_through(server, grouped([photo(1, 640, 480, 2)], 4), 4, "auto")
        told = server.get("/model")
    assert told["engine"] == "keras"
    assert NO_GPU in (tmp_path / "log" / "worker.log").read_text()
