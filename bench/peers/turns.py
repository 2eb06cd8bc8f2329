"""One turn of each kind of contender: started anew, warmed, measured and stopped."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.end_to_end import grouped, pass_through
from bench.floor import BATCH, floor_of
from bench.original import original_rate
from bench.peers.celery_turn import tasks_turn
from bench.peers.family import Family, spent
from bench.peers.http_peers import HttpPeer
from bench.peers.measured import Measured
from bench.peers.network import classifier
from bench.peers.posting import Driven, drive
from bench.peers.serving import Served, last_words, serving
from bench.running import running
from core.settings import Settings
from models.registry import default_version

Turn = Callable[[Sequence[bytes], float], Measured]  # of pictures and of seconds that count

WARM = 0.5  # of the seconds that count, before them
FIRST = 640  # images that tell how many Browline takes in a time


def over_http(peer: HttpPeer, programs: Path, settings: Mapping[str, str] | None = None) -> Turn:
    """A turn of a peer that is asked over HTTP."""
    return partial(_over_http, peer, programs, settings or {})


def _over_http(
    peer: HttpPeer, programs: Path, settings: Mapping[str, str], pictures: Sequence[bytes], seconds: float
) -> Measured:
    requests = peer.requests(pictures)
    with (
        tempfile.TemporaryDirectory(prefix="peer", ignore_cleanup_errors=True) as home,
        serving(peer, programs, Path(home), settings) as server,
    ):
        _driven(peer, server, requests, WARM * seconds, Path(home))
        before = server.family.used()
        driven = _driven(peer, server, requests, seconds, Path(home))
        return Measured(driven.answers * peer.each, driven.seconds, spent(before, server.family.used()))


def _driven(peer: HttpPeer, server: Served, requests: Sequence[bytes], seconds: float, home: Path) -> Driven:
    driven = drive(server.port, requests, peer.connections, seconds)
    if driven.errors or default_version().encode() not in driven.sample:
        raise RuntimeError(f"{peer.name} gave {driven.errors} errors: {driven.complaint}\n{last_words(home)}")
    return driven


def browline(pictures: Sequence[bytes], seconds: float) -> Measured:
    """Browline itself, from the first byte of the upload to the last row committed, all of it durable."""
    family = Family()
    with tempfile.TemporaryDirectory() as home, running(Path(home), family.environment) as server:
        rate = pass_through(server, grouped(pictures, FIRST), FIRST).rate
        for part in (WARM, 1.0):
            count = max(FIRST, round(rate * part * seconds))
            groups = grouped(pictures, count)
            before = family.used()
            passage = pass_through(server, groups, count)
            rate = passage.rate
        measured = Measured(count, passage.seconds, spent(before, family.used()))
    if not family.gone(5):
        raise RuntimeError("Browline left processes behind.")
    return measured


def celery(pictures: Sequence[bytes], seconds: float) -> Measured:
    """One Celery task an image; the results of all are waited for."""
    with tempfile.TemporaryDirectory(prefix="peer", ignore_cleanup_errors=True) as home:
        return tasks_turn(pictures, (WARM * seconds, seconds), Path(home))


def original(pictures: Sequence[bytes], seconds: float) -> Measured:
    """`model.predict` an image with Keras, in one process, as the first design had it."""
    return _rated(partial(original_rate, list(pictures), Settings().models, seconds), seconds)


def floor(pictures: Sequence[bytes], seconds: float) -> Measured:
    """What the peers call, decode and network, in a plain process a core: no server has less to do."""
    rate = floor_of(partial(by_their_network, list(pictures)), os.cpu_count() or 1, seconds).rate
    return Measured(round(rate * seconds), seconds)


def by_their_network(pictures: list[bytes]) -> Callable[[], int]:
    """What classifies a batch as the peers do, and says how many images it has."""
    classify, batch = classifier(), pictures[:BATCH]
    return lambda: len(classify(batch))


def _rated(rate: Callable[[], float], seconds: float) -> Measured:
    """What is measured in a process of its own, which takes its memory and threads with it at its end."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return Measured(round(pool.submit(rate).result() * seconds), seconds)
