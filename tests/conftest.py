"""What several kinds of tests share: a real, running Browline."""

from collections.abc import Iterator

import hypothesis
import pytest

from bench.running import Running, running

# Busy machines are slow and every run tries the same examples: what failed once fails again.
hypothesis.settings.register_profile("browline", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("browline")


@pytest.fixture(scope="session")
def browline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A whole Browline, started as a user would, in a home of its own."""
    with running(tmp_path_factory.mktemp("browline")) as started:
        yield started
