"""One training from a data folder to a published artefact."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from models.card import Training
from models.quiet import import_keras
from training.about import sources
from training.checkpoint import Checkpoints, Epoch
from training.config import Config, load_config
from training.curriculum import Curriculum
from training.errors import RunError
from training.findings import findings
from training.fit import fit
from training.networks import require_weights
from training.publish import publish
from training.sets import make_plan
from training.teach import TEACHERS, forget_school, school_history

if TYPE_CHECKING:
    import keras

WATTS_A_CORE = 10.0  # a guess for a busy server core with its share of memory; nothing here measures it


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asked for. `work` keeps checkpoints and prepared arrays; `out` gets the artefact.

    `weights` is the file that a backbone begins with, the recipe's own or its teachers'; `force` publishes
    what is worse than the present default, too.
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


def run(request: Request) -> Path:
    """Trains, measures, calibrates and publishes; returns the artefact's folder.

    Raises `DataError` for a folder that cannot be used, `RunError` for a resumption that does not fit, and
    `PublishRefused` for a network that fails its self-test or is worse than what `out` has.
    """
    if not request.resume:  # before minutes are spent on reading pictures
        teacher = request.config.teacher
        for config in (request.config, *([load_config(teacher)] if teacher else [])):
            require_weights(config, request.weights)
    plan = make_plan(request.data, request.masks, request.config.seed, request.limit)
    checkpoints = Checkpoints(request.work / "checkpoints")
    _begin_or_resume(request, checkpoints)
    curriculum = Curriculum(request.config, request.data, plan, request.work, request.weights, request.limit)
    network, history = _learnt(curriculum, checkpoints)
    return publish(
        network,
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
    return fit(curriculum.config, curriculum.batches(validation), validation, checkpoints, curriculum.weights)


def _begin_or_resume(request: Request, checkpoints: Checkpoints) -> None:
    """Notes what this run is, or refuses to go on with a different one."""
    wanted = _identity(request)
    note = request.work / "run.json"
    if not request.resume:
        checkpoints.forget()
        forget_school(request.work)
        request.work.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
        return
    if not note.is_file():
        raise RunError(f"there is nothing to resume in {request.work}; start without --resume")
    if json.loads(note.read_text(encoding="utf-8")) != wanted:
        raise RunError(f"{request.work} holds a run with other data or settings; start without --resume")


def _identity(request: Request) -> dict[str, object]:
    """All that must not change between a run and its resumption, as JSON has it; the number of epochs may."""
    settings = {name: value for name, value in asdict(request.config).items() if name != "epochs"}
    teacher = request.config.teacher
    identity = {
        **settings,
        "taught by": asdict(load_config(teacher)) if teacher else None,
        "data": str(request.data.resolve()),
        "masks": request.masks,
        "limit": request.limit,
    }
    kept: dict[str, object] = json.loads(json.dumps(identity))
    return kept


def _facts(request: Request, history: Sequence[Epoch]) -> Training:
    """Time and energy are of student and teachers together, without drawing and reading pictures."""
    config = request.config
    taught = [row for part in range(TEACHERS) for row in school_history(request.work, part)]
    seconds = sum(row["seconds"] for row in (*history, *(taught if config.teacher else ())))
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
        teacher=load_config(config.teacher).architecture if config.teacher else None,
        energy_wh=round(seconds / 3600 * (os.cpu_count() or 1) * WATTS_A_CORE, 1),
    )
