"""What one experiment is: everything that decides its outcome besides the data."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal

from training.errors import RunError

if TYPE_CHECKING:
    from training.finder.config import FinderConfig


SERVING = "the model that serves"


@dataclass(frozen=True, slots=True)
class Mix:
    """Several kinds of pictures and how often each is shown, cut out anew every time it is.

    `shares`: weight of each lesson by its name in `training.lessons`; an epoch is `pictures` long.
    `outputs` of the network are learnt, of `training.objective.OUTPUTS`; the first is gender.
    """

    shares: tuple[tuple[str, float], ...]
    pictures: int
    outputs: int = 3


@dataclass(frozen=True, slots=True)
class Config:
    """One training. `architecture` is a name in `models.architecture.ARCHITECTURES`, or one of
    `training.backbones.registry`, whose networks begin with weights from a file.

    Without `mix` the unmasked faces of the data are learnt from, as the original did. With `warmup` epochs
    the learning rate climbs to `learning_rate` and then falls to nothing along a cosine; without, it stays.
    `precision` is a Keras dtype policy.
    `calibrated_on` names the sets whose confidence counts; without, `training.measure` chooses.
    `judge` is a network that learnt elsewhere and softens the labels (`training/judge.py`).
    `begun_from` is the published model whose weights it begins with, of the same architecture: a version that
    comes with Browline, the absolute path of its folder, or `SERVING` until `training.begun` has found it.
    `kept_of_first` is the share of those weights in what is published (`training/averaging.py`).
    `checked_on` names the set that is measured after each epoch; without, drawn masks of Validation.
    """

    name: str
    version: str
    architecture: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    recipe: str
    mix: Mix | None = None
    warmup: int = 0
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    precision: str = "float32"
    calibrated_on: tuple[str, ...] = ()
    judge: Literal["faceres"] | None = None
    checked_on: str | None = None
    begun_from: str | None = None
    kept_of_first: float = 0.0


def config_names() -> list[str]:
    """Names that `--config` takes: one module each in `training/configs`."""
    return sorted(module.name for module in iter_modules([str(Path(__file__).parent / "configs")]))


def load_recipe(name: str) -> "Config | FinderConfig":
    """The `CONFIG` of `training/configs/<name>.py`; raises `RunError` for an unknown name."""
    if name not in config_names():
        raise RunError(f"no config named {name}; there are: {', '.join(config_names())}")
    recipe: Config | FinderConfig = import_module(f"training.configs.{name}").CONFIG
    return recipe


def load_config(name: str) -> Config:
    """The same of a classifier; raises `RunError` for a name that is none."""
    recipe = load_recipe(name)
    if not isinstance(recipe, Config):
        raise RunError(f"{name} is the recipe of a face finder, not of a classifier")
    return recipe
