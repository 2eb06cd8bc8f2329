"""From a folder of pictures to an artefact that serves, killed once on the way."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner

from cli.evaluate import evaluate
from cli.train import train
from models.registry import load
from tests.unit.training.folder import write_split

pytestmark = [
    # Keras 3.15 reads variables without NumPy 2's `copy` argument when it saves.
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning"),
]
TRAIN = [sys.executable, "-c", "from cli.train import train; train()"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for split, count in (("Training", 40), ("Validation", 12)):
        write_split(folder / split, count)
    return folder


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A process killed after its first epoch and resumed for one more; the folder of `out` and `work`."""
    place = tmp_path_factory.mktemp("trained")
    options = ["--data", str(data), "--out", str(place / "out"), "--work", str(place / "work")]
    _kill_after_first_epoch([*TRAIN, *options, "--epochs", "500"], place / "work" / "checkpoints")
    finished = subprocess.run(
        [*TRAIN, *options, "--epochs", str(_epochs_done(place) + 1), "--resume"],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Going on after epoch" in finished.stderr
    assert "seed-1 is published in" in finished.stdout
    return place


def _kill_after_first_epoch(command: list[str], checkpoints: Path) -> None:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = monotonic() + 90
    while not list(checkpoints.glob("epoch-*.keras")):
        assert process.poll() is None, "ended before its first checkpoint"
        assert monotonic() < deadline, "no checkpoint in time"
        sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def _epochs_done(place: Path) -> int:
    return max(int(path.stem[-4:]) for path in (place / "work" / "checkpoints").glob("epoch-*.keras"))


def test_the_artefact_loads_and_knows_how_it_was_made(trained: Path) -> None:
    classifier = load(directory=trained / "out")
    assert (classifier.engine, classifier.engine_reason) == ("litert", "")
    history = json.loads((trained / "work" / "checkpoints" / "history.json").read_text())
    assert classifier.card.training.epochs == len(history) == _epochs_done(trained)
    assert [source.name for source in classifier.card.data] == ["the trainer's own folder"]


def test_the_artefact_is_complete_and_small(trained: Path) -> None:
    names = {path.name for path in (trained / "out" / "seed-1").iterdir()}
    networks = {"seed-1.tflite", "seed-1.keras", "seed-1.weights.h5"}
    figures = {f"{name}.png" for name in ("confusion", "coverage", "learning-curves", "reliability", "roc")}
    assert names == {"card.json"} | figures | networks
    for network in networks:  # 0.69 M float32 weights; with Adam's state it would be three times as much
        assert (trained / "out" / "seed-1" / network).stat().st_size < 3_000_000


def test_it_learnt_and_evaluate_agrees(trained: Path, data: Path, tmp_path: Path) -> None:
    arguments = [str(data / "Validation"), "--artefacts", str(trained / "out"), "--out", str(tmp_path)]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "evaluation.json").read_text())
    in_card = load(directory=trained / "out").card.metrics[0]
    measured = report["sets"][0]["measurement"]
    assert measured["n"] == in_card.n == 24
    assert measured["accuracy"]["value"] == in_card.accuracy.value
    assert (tmp_path / "evaluation.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "nowhere"], "there is no folder nowhere"),
        (["--data", ".", "--config", "sead"], "no config named sead"),
        (["--data", "."], "each class needs one"),
        ([], "Missing option '--data'"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(train, arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_resuming_something_else_is_refused(trained: Path, data: Path) -> None:
    options = ["--data", str(data), "--work", str(trained / "work"), "--resume", "--limit", "10"]
    result = CliRunner().invoke(train, options)
    assert result.exit_code == 2
    assert "other data or settings" in result.stderr


def test_evaluate_without_an_artefact_fails_with_1(data: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(evaluate, [str(data), "--artefacts", str(tmp_path)])
    assert result.exit_code == 1
    assert "no default version" in result.stderr
