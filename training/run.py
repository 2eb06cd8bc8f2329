"""One training from a data folder to a published artefact."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from models.card import Training
from models.quiet import import_keras
from models.registry import read_card
from training.about import sources
from training.averaging import averaged
from training.checkpoint import Checkpoints, Epoch
from training.config import Config
from training.curriculum import Curriculum
from training.findings import findings
from training.first_weights import published_weights
from training.fit import fit
from training.networks import require_weights
from training.opinions import OPINIONS
from training.publish import publish
from training.run_note import begin_or_resume
from training.sets import make_plan

if TYPE_CHECKING:
    import keras

WATTS_A_CORE = 10.0  # a guess for a busy server core with its share of memory; nothing here measures it


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asked for. `work` keeps checkpoints; `out` gets the artefact.

    Prepared pictures are kept in `arrays`, or in `work`. `weights` is the file of a backbone's weights, the
    recipe's own or its judge's; `force` publishes what is worse than the present default, too.
    """

    config: Config
    data: Path
    work: Path
    out: Path
    resume: bool = False
    masks: str = "auto"
    limit: int | None = None
    weights: Path | None = None
    force: bool = False
    arrays: Path | None = None


def run(request: Request) -> Path:
    """Trains, measures, calibrates and publishes; returns the artefact's folder.

    Raises `DataError` for a folder that cannot be used, `RunError` for a resumption that does not fit, and
    `PublishRefused` for a network that fails its self-test or is worse than what `out` has.
    """
    if not request.resume:  # before minutes are spent on reading pictures
        require_weights(request.config, request.weights)
    plan = make_plan(request.data, request.masks, request.config.seed, request.limit)
    checkpoints = Checkpoints(request.work / "checkpoints")
    begin_or_resume(
        request.work,
        _identity(request),
        resume=request.resume,
        forget=lambda: _forget(request, checkpoints),
    )
    curriculum = Curriculum(
        request.config, request.data, plan, request.work, request.arrays or request.work / "arrays",
        request.weights, request.limit,
    )  # fmt: skip
    network, history = _learnt(curriculum, checkpoints)
    return publish(
        _averaged(network, request.config),
        request.config.version,
        _facts(request, history),
        sources(request.data, request.config),
        request.out,
        lambda engine, folder: findings(
            engine,
            plan.measured,
            history,
            config=request.config,
            data=request.data,
            cache=curriculum.cache,
            folder=folder,
        ),
        force=request.force,
    )


def _learnt(curriculum: Curriculum, checkpoints: Checkpoints) -> tuple["keras.Model", list[Epoch]]:
    """The network after its last epoch; a run that has finished is taken as it is, to be published again."""
    done = checkpoints.latest()
    if done and len(done[1]) >= curriculum.config.epochs:
        return done
    validation = curriculum.validation()
    return fit(curriculum.config, curriculum.batches(), validation, checkpoints, curriculum.weights)


def _averaged(network: "keras.Model", config: Config) -> "keras.Model":
    """With what the run began from, where the recipe says so."""
    if config.begun_from is None or not config.kept_of_first:
        return network
    first = published_weights(config.begun_from, read_card(config.begun_from))
    return averaged(network, first, config.kept_of_first)


def _forget(request: Request, checkpoints: Checkpoints) -> None:
    checkpoints.forget()
    (request.work / OPINIONS).unlink(missing_ok=True)


def _identity(request: Request) -> dict[str, object]:
    """All of a run but the number of epochs."""
    settings = {name: value for name, value in asdict(request.config).items() if name != "epochs"}
    return {
        **settings,
        "data": str(request.data.resolve()),
        "masks": request.masks,
        "limit": request.limit,
    }


def _facts(request: Request, history: Sequence[Epoch]) -> Training:
    """Time and energy are of learning alone, without drawing and reading pictures."""
    config = request.config
    seconds = sum(row["seconds"] for row in history)
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
        teacher=config.judge,
        energy_wh=round(seconds / 3600 * (os.cpu_count() or 1) * WATTS_A_CORE, 1),
    )
