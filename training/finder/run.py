"""One training of a finder from a data folder to a published artefact."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from models.card import Training
from models.quiet import import_keras
from training.checkpoint import Checkpoints, Epoch
from training.errors import RunError
from training.finder.about import sources
from training.finder.batches import FrameBatches
from training.finder.config import FinderConfig
from training.finder.fit import fit
from training.finder.library import Library
from training.finder.objective import custom_objects
from training.finder.publish import Facts, publish
from training.finder.threshold import choose_threshold

WATTS_A_CORE = 10.0  # as in training.run


@dataclass(frozen=True, slots=True)
class FinderRequest:
    """What someone asked for. `work` keeps checkpoints and decoded pictures; `out` gets the artefact."""

    config: FinderConfig
    data: Path
    work: Path
    out: Path
    resume: bool = False
    limit: int | None = None


def run_finder(request: FinderRequest) -> Path:
    """Trains, chooses the threshold and publishes; returns the artefact's folder.

    Raises `DataError` for a folder that cannot be used, `RunError` for a resumption that does not fit.
    """
    library = Library(request.config, request.data, request.work / "cache", request.limit)
    checkpoints = Checkpoints(request.work / "checkpoints", custom_objects)
    _begin_or_resume(request, checkpoints)
    library.prepare()
    batches = FrameBatches(request.config, request.data, library.cache, request.limit)
    network, history = fit(request.config, batches, checkpoints)
    facts = Facts(request.config.version, _training(request, history), sources(library.sources))
    return publish(network, facts, request.out, lambda finder: choose_threshold(finder, library))


def _begin_or_resume(request: FinderRequest, checkpoints: Checkpoints) -> None:
    """Notes what this run is, or refuses to go on with a different one."""
    note, wanted = request.work / "run.json", _identity(request)
    if not request.resume:
        checkpoints.forget()
        request.work.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
        return
    if not note.is_file():
        raise RunError(f"there is nothing to resume in {request.work}; start without --resume")
    if json.loads(note.read_text(encoding="utf-8")) != wanted:
        raise RunError(f"{request.work} holds a run with other data or settings; start without --resume")


def _identity(request: FinderRequest) -> dict[str, object]:
    """All that must not change between a run and its resumption, as JSON has it; the number of epochs may."""
    settings = {name: value for name, value in asdict(request.config).items() if name != "epochs"}
    identity = {**settings, "data": str(request.data.resolve()), "limit": request.limit}
    kept: dict[str, object] = json.loads(json.dumps(identity))
    return kept


def _training(request: FinderRequest, history: Sequence[Epoch]) -> Training:
    config, seconds = request.config, sum(row["seconds"] for row in history)
    return Training(
        config=config.name,
        architecture=config.architecture,
        recipe=config.recipe,
        epochs=len(history),
        batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        seed=config.seed,
        seconds=round(seconds, 1),
        machine=f"{os.cpu_count()} CPU cores",
        tensorflow=version("tensorflow"),
        keras=import_keras().__version__,
        backend=import_keras().backend.backend(),
        teacher="YuNet",
        energy_wh=round(seconds / 3600 * (os.cpu_count() or 1) * WATTS_A_CORE, 1),
    )
