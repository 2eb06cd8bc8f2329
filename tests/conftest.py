"""What several kinds of tests share: a real, running Browline."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.running import Running, running


@pytest.fixture(scope="session")
def browline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A whole Browline, started as a user would, in a home of its own."""
    with running(tmp_path_factory.mktemp("browline")) as started:
        yield started
