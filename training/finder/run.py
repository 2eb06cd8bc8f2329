"""One training of a finder from a data folder to a published artefact."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from models.card import Training
from models.quiet import import_keras
from training.checkpoint import Checkpoints, Epoch
from training.finder.about import sources
from training.finder.batches import FrameBatches
from training.finder.config import FinderConfig
from training.finder.fit import fit
from training.finder.library import Library
from training.finder.objective import custom_objects
from training.finder.publish import Facts, publish
from training.finder.threshold import choose_threshold
from training.run_note import begin_or_resume

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
    begin_or_resume(request.work, _identity(request), resume=request.resume, forget=checkpoints.forget)
    library.prepare()
    batches = FrameBatches(request.config, request.data, library.cache, request.limit)
    network, history = fit(request.config, batches, checkpoints)
    facts = Facts(request.config.version, _training(request, history), sources(library.sources))
    return publish(network, facts, request.out, lambda finder: choose_threshold(finder, library))


def _identity(request: FinderRequest) -> dict[str, object]:
    """All of a run but the number of epochs."""
    settings = {name: value for name, value in asdict(request.config).items() if name != "epochs"}
    return {**settings, "data": str(request.data.resolve()), "limit": request.limit}


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
