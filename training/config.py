"""What one experiment is: everything that decides its outcome besides the data."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from training.errors import RunError


@dataclass(frozen=True, slots=True)
class Config:
    """One training. `architecture` is a name in `models.architecture.ARCHITECTURES`."""

    name: str
    version: str
    architecture: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int


def config_names() -> list[str]:
    """Names that `--config` takes: one module each in `training/configs`."""
    return sorted(module.name for module in iter_modules([str(Path(__file__).parent / "configs")]))


def load_config(name: str) -> Config:
    """The `CONFIG` of `training/configs/<name>.py`; raises `RunError` for an unknown name."""
    if name not in config_names():
        raise RunError(f"no config named {name}; there are: {', '.join(config_names())}")
    config: Config = import_module(f"training.configs.{name}").CONFIG
    return config
