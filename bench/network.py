"""The served network beside the original's: how fast, how large, and what rounding its weights costs.

`python -m bench.network` times the LiteRT files of the served model and of the original in turns, on one
thread, in batches of 64, beside the original's network with float32 weights. With `--data DATA`, a research
folder, both networks also answer for its real masks, from the int8 file and from the float Keras model.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from numpy.typing import NDArray

from bench.bars import Bar, judge, tell_if_busy
from models.engines.keras_model import whole_model
from models.engines.litert import LiteRtEngine
from models.engines.protocol import Engine
from models.errors import NoUsableArtefact
from models.preprocess import INPUT_SIZE
from models.quiet import import_keras
from models.registry import artefacts_dir, default_version, read_card
from training.answers import Answers, ask
from training.litert import to_litert
from training.metrics import confusion, scores
from training.reading import NamedSet
from training.sets import measured_sets
from training.timing import BATCH, seconds_a_face

ORIGINAL = "seed-1"
MEASURED = "real-masks-framed"
ROUNDS = 40
MOST_LOST = 0.3  # points of balanced accuracy that rounded weights may cost


@dataclass(frozen=True, slots=True)
class Timed:
    """One file and what it does on one thread."""

    name: str
    faces_a_second: float
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Rounded:
    """What the int8 file says beside the float network: shares, and faces that changed their answer."""

    name: str
    faces: int
    int8: float
    floating: float
    changed: int

    @property
    def lost(self) -> float:
        """Points of balanced accuracy; below zero where the int8 file is better."""
        return 100 * (self.floating - self.int8)


@click.command()
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Research folder."
)
@click.option("--model", help="Version to measure  [default: the one that serves]")
def main(data: Path | None, model: str | None) -> None:
    """Print the rates and sizes and, with --data, what int8 weights cost; fail where a bar is missed."""
    tell_if_busy()
    served = model or default_version()
    with TemporaryDirectory() as folder:
        bars = [_print_rates(timed(served, Path(folder)))]
        if data:
            asked = _real_masks(data)
            for version in dict.fromkeys((served, ORIGINAL)):
                bars.append(_print_rounded(rounded(version, asked, Path(folder))))
    judge(bars)


def timed(served: str, folder: Path) -> list[Timed]:
    """Of the served int8 file, the original in float32 and the original's int8 file, in turns."""
    original = folder / "original.tflite"
    network = import_keras().saving.load_model(_file(ORIGINAL, ".keras"), compile=False, safe_mode=True)
    original.write_bytes(to_litert(network, "float32"))
    files = [
        (f"{served}, {read_card(served).litert_weights}", _file(served, ".tflite")),
        (f"{ORIGINAL}, float32", original),
        (f"{ORIGINAL}, {read_card(ORIGINAL).litert_weights}", _file(ORIGINAL, ".tflite")),
    ]
    engines = [LiteRtEngine(file) for _, file in files]
    taken = seconds_a_face(engines, _noise(), ROUNDS)
    return [
        Timed(name, 1 / seconds, file.stat().st_size / 1000)
        for (name, file), seconds in zip(files, taken, strict=True)
    ]


def rounded(version: str, asked: NamedSet, cache: Path) -> Rounded:
    """Asks the int8 file and the float Keras network about the same faces."""
    engines: tuple[Engine, ...] = (
        LiteRtEngine(_file(version, ".tflite")),
        whole_model(_file(version, ".keras")),
    )
    int8, floating = (ask(engine, [asked], cache)[0] for engine in engines)
    changed = int((int8.predicted != floating.predicted).sum())
    return Rounded(version, len(int8.predicted), _balanced(int8), _balanced(floating), changed)


def _real_masks(data: Path) -> NamedSet:
    found = next((each for each in measured_sets(data, seed=1) if each.name == MEASURED), None)
    if found is None:
        raise click.ClickException(f"{data} has no {MEASURED}: masked/Validation or face_detector is missing")
    return found


def _balanced(answers: Answers) -> float:
    return scores(confusion(answers.truth.labels, answers.predicted)).balanced_accuracy


def _noise() -> NDArray[np.uint8]:
    """Any faces do: no network here works less on some than on others."""
    return np.random.default_rng(1).integers(0, 256, (BATCH, INPUT_SIZE, INPUT_SIZE, 3), np.uint8)


def _file(version: str, ending: str) -> Path:
    name = read_card(version).file_ending(ending)
    if name is None:
        raise NoUsableArtefact([f"{version} has no {ending} file"])
    return artefacts_dir() / version / name


def _print_rates(rates: list[Timed]) -> Bar:
    print(f"{'LiteRT, one thread, batches of 64':<36}{'faces/s':>9}{'kB':>9}")
    for each in rates:
        print(f"{each.name:<36}{each.faces_a_second:>9,.0f}{each.kilobytes:>9,.0f}")
    served, floating, _ = rates
    ratio = served.faces_a_second / floating.faces_a_second
    return Bar(f"{served.name} / {floating.name}", ratio, "at least", 1, "times as fast")


def _print_rounded(found: Rounded) -> Bar:
    print(
        f"{found.name} on {MEASURED}, {found.faces} faces, balanced accuracy: "
        f"int8 {100 * found.int8:.2f} %, float {100 * found.floating:.2f} %; lost {found.lost:+.2f} points, "
        f"{found.changed} faces changed"
    )
    return Bar(f"{found.name}, lost by int8", found.lost, "at most", MOST_LOST, "points")


if __name__ == "__main__":
    main()
