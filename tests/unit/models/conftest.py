"""A real, small artefact: the seed network freshly initialised, published as training publishes."""

from pathlib import Path

import pytest

from tests.support.made_once import made_once
from tests.unit.models.artefact import publish_untrained


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of artefacts. Not to be changed: copy it first."""
    return made_once(tmp_path_factory, "untrained", publish_untrained)
