"""Which model the settings let serve."""

from pathlib import Path


def models_folder() -> Path:
    """The folder of published models."""
    from core.settings import Settings  # noqa: PLC0415

    return Settings().models


def serving_model() -> Path:
    """The folder of the model that serves. Raises `NoUsableArtefact` where none is named."""
    from core.settings import Settings  # noqa: PLC0415
    from models.registry import default_version  # noqa: PLC0415

    settings = Settings()
    return settings.models / Path(settings.model or default_version(settings.models)).name
