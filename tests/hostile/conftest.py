"""One real server for all bad input, and what was measured of it."""

from collections import Counter
from collections.abc import Iterator

import pytest

from bench.running import Running, running
from tests.hostile.figures import Figures
from tests.hostile.memory import Watch
from tests.hostile.uploads import Sent, send_all
from tests.hostile.wire import Target, exchange
from tests.hostile.zoo import ATTEMPTS, QUICK, SEARCHED, SLOW, SPECIMENS
from tests.support.files import plain, portrait
from tests.support.running import upload, wait_until_done

LARGEST = (7000, 5600)  # pixels, near BROWLINE_MAX_MEGAPIXELS


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
    made = Target(server, job, image)
    _warm_up(made)
    return made


def _warm_up(target: Target) -> None:
    """Let the processes work on good pictures as large as they may be: what allocators keep is no leak."""
    large = [plain(form, LARGEST) for form in ("PNG", "JPEG", "WEBP")]
    for framing in ("face", "auto"):
        job = upload(target.server, large, framing=framing)
        wait_until_done(target.server, job)
        for image in target.server.get(f"/jobs/{job}/images")["items"]:
            shown = exchange(target.server, target.call("GET", f"/api/v1/images/{image['image_id']}/preview"))
            assert shown.status == 200


@pytest.fixture(scope="session")
def watch(target: Target) -> Watch:
    """The server's memory and processes, from before the first bad input."""
    return Watch.begin(target.server.home)


@pytest.fixture(scope="session")
def figures(watch: Watch) -> Iterator[Figures]:
    """What is measured until the last bad input; written where all of it was tried."""
    measured = Figures()
    yield measured
    measured.memory_mb, measured.crashes = watch.numbers(), len(watch.lost())
    if measured.tried == Counter(one.family for one in SPECIMENS) + Counter(one.family for one in ATTEMPTS):
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
