"""One training from a data folder to a published artefact."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from models.card import Training
from models.quiet import import_keras, import_tensorflow
from training.about import sources
from training.arrays import load_labelled
from training.batches import Batches, Epochs, MixedBatches
from training.checkpoint import Checkpoints, Epoch
from training.config import Config
from training.errors import RunError
from training.faces import finder_of
from training.findings import findings
from training.fit import fit
from training.lessons import make_lessons
from training.progress import say
from training.publish import publish
from training.sets import Plan, make_plan
from training.views import load_views


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asked for. `work` keeps checkpoints and prepared arrays; `out` gets the artefact."""

    config: Config
    data: Path
    work: Path
    out: Path
    resume: bool = False
    masks: str = "auto"
    limit: int | None = None


def run(request: Request) -> Path:
    """Trains, measures, calibrates and publishes; returns the artefact's folder.

    Raises `DataError` for a folder that cannot be used and `RunError` for a resumption that does not fit.
    """
    plan = make_plan(request.data, request.masks, request.config.seed, request.limit)
    checkpoints = Checkpoints(request.work / "checkpoints")
    _begin_or_resume(request, checkpoints)
    cache = request.work / "arrays"
    batches = _batches(request, plan, cache)
    checked = plan.validation
    validation = load_labelled(checked.samples, cache, checked.prepare, title=f"Reading {checked.name}")
    say(f"{len(validation.labels)} to check with.")
    network, history = fit(request.config, batches, validation, checkpoints)
    return publish(
        network,
        request.config.version,
        _facts(request.config, history),
        sources(request.data, request.config.mix),
        request.out,
        lambda engine, folder: findings(
            engine,
            plan.measured,
            history,
            config=request.config,
            data=request.data,
            cache=cache,
            folder=folder,
        ),
    )


def _batches(request: Request, plan: Plan, cache: Path) -> Epochs:
    config, name = request.config, plan.training.name
    if config.mix is None:
        training = load_labelled(plan.training.samples, cache, plan.training.prepare, title=f"Reading {name}")
        say(f"{len(training.labels)} pictures to learn from.")
        return Batches(training.inputs, training.labels, config.batch_size, config.seed)
    sets = make_lessons(request.data, config.mix, config.seed, request.limit)
    lessons = [load_views(lesson, cache, finder_of(request.data)) for lesson in sets]
    for lesson in sets:
        say(f"{len(lesson.samples)} pictures to learn from: {lesson.description}.")
    pictures = min(config.mix.pictures, sum(len(lesson.faces) for lesson in lessons))  # fewer with a limit
    return MixedBatches(lessons, replace(config.mix, pictures=pictures), config.batch_size, config.seed)


def _begin_or_resume(request: Request, checkpoints: Checkpoints) -> None:
    """Notes what this run is, or refuses to go on with a different one."""
    wanted = _identity(request)
    note = request.work / "run.json"
    if not request.resume:
        checkpoints.forget()
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
    settings = json.loads(json.dumps(settings))
    return {**settings, "data": str(request.data.resolve()), "masks": request.masks, "limit": request.limit}


def _facts(config: Config, history: Sequence[Epoch]) -> Training:
    return Training(
        config=config.name,
        architecture=config.architecture,
        recipe=config.recipe,
        epochs=len(history),
        batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        seed=config.seed,
        seconds=round(sum(row["seconds"] for row in history), 1),
        machine=f"{os.cpu_count()} CPU cores",
        tensorflow=import_tensorflow().__version__,
        keras=import_keras().__version__,
    )
