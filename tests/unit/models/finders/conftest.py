"""A real, small artefact: the finder's network freshly initialised, published as training publishes."""

from pathlib import Path

import pytest

from tests.unit.models.finders.artefact import publish_untrained


@pytest.fixture(scope="session")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of artefacts. Not to be changed: copy it first."""
    return publish_untrained(tmp_path_factory.mktemp("finders"))
