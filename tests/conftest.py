"""What several kinds of tests share: a real, running Browline, and a model that says all that one can say."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from bench.running import Running, running
from tests.support.artefacts import publish_talkative
from tests.support.compiled_once import keep_compiled
from tests.support.made_once import made_once
from tests.support.thorough import leaves_thorough_out
from tests.support.together import Together

# Busy machines are slow and every run tries the same examples: what failed once fails again.
hypothesis.settings.register_profile(
    "browline",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # a busy machine draws examples slowly
)
hypothesis.settings.load_profile("browline")


def pytest_configure(config: pytest.Config) -> None:
    """What takes long runs with the caches that production has."""
    if leaves_thorough_out(config.option.markexpr):
        keep_compiled()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests that kill things wait for leases and restarts meanwhile."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together | None:
    """Systems are shared where all runs that usually does; what takes long is better spread by files."""
    return Together(config, log) if leaves_thorough_out(config.option.markexpr) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What was imported and collected stays: looking through it for rubbish took a tenth of all seconds."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def browline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A whole Browline, started as a user would, in a home of its own."""
    with running(tmp_path_factory.mktemp("browline")) as started:
        yield started


@pytest.fixture(scope="session")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of artefacts whose default says gender, age group and mask. Not to be changed."""
    return made_once(tmp_path_factory, "talkative", publish_talkative)
