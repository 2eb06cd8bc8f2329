"""One real server for all bad input, and what was measured of it."""

from collections.abc import Iterator

import pytest

from bench.running import Running, running
from tests.hostile.figures import Figures
from tests.hostile.memory import Watch
from tests.hostile.uploads import Sent, send_all
from tests.hostile.wire import Target
from tests.hostile.zoo import QUICK, SEARCHED, SLOW
from tests.support.files import portrait
from tests.support.running import upload, wait_until_done


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Browline of our own, which has classified and shown some good pictures."""
    with running(tmp_path_factory.mktemp("hostile"), {"WORKERS": "1"}) as started:
        yield started


@pytest.fixture(scope="session")
def target(server: Running) -> Target:
    """The server with a job of good pictures in it, which are classified."""
    job = upload(server, [portrait(seed) for seed in range(64)])
    wait_until_done(server, job)
    image = server.get(f"/jobs/{job}/images?limit=1")["items"][0]["image_id"]
    return Target(server, job, image)


@pytest.fixture(scope="session")
def watch(target: Target) -> Watch:
    """The server's memory and processes, from before the first bad input."""
    return Watch.begin(target.server.home)


@pytest.fixture(scope="session")
def figures(watch: Watch) -> Iterator[Figures]:
    """What is measured until the last bad input."""
    measured = Figures()
    yield measured
    measured.memory_mb, measured.crashes = watch.numbers(), len(watch.lost())
    measured.write("hostile.json")


@pytest.fixture(scope="session")
def sent(server: Running, figures: Figures) -> Sent:
    """Every quick specimen, each taken for one face."""
    return send_all(server, QUICK, "face", figures)


@pytest.fixture(scope="session")
def searched(server: Running, figures: Figures) -> Sent:
    """Specimens that may open, in which faces are looked for."""
    return send_all(server, SEARCHED, "auto", figures)


@pytest.fixture(scope="session")
def slow(server: Running, figures: Figures) -> Sent:
    """Those that take long."""
    return send_all(server, SLOW, "face", figures)
