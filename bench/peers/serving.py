"""Starts a peer's server in a place of its own, waits until it is ready, and ends all of its processes."""

import os
import random
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.peers.family import Family
from bench.peers.http_peers import HOST, HttpPeer

ROOT = Path(__file__).parents[2]
START_SECONDS = 90.0
PATIENCE = 20.0  # seconds that a server has to stop by itself
_WORDS = 2000  # of a log that are told


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is ready."""

    port: int
    family: Family


@contextmanager
def serving(peer: HttpPeer, programs: Path, home: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """The peer on a free port, with other settings than its script's if any are given.

    Raises `RuntimeError` with the end of its log if it is not ready in time, or if a process does not end.
    """
    port = _port()
    places = {variable: str(home / name) for variable, name in peer.places.items()}
    own = {"PEER_PORT": str(port), "PEER_HOME": str(home)}
    environment = {**own, **places, **peer.environment, **settings}
    with started(peer.command(programs, port), home, environment) as (process, family):
        _wait(process, f"http://{HOST}:{port}{peer.ready}", home)
        yield Served(port, family)


@contextmanager
def started(
    command: Sequence[str], home: Path, environment: dict[str, str], patience: float = PATIENCE
) -> Iterator[tuple["subprocess.Popen[bytes]", Family]]:
    """A command and its processes, all of which are ended at the end. Its log is in `home`.

    They have so many seconds to end by themselves.
    """
    family = Family()
    own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(home)}
    with log_of(home).open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own | family.environment | environment, stdout=log, stderr=log
        )
    family.join(process.pid)
    try:
        yield process, family
    finally:
        family.end(process.pid, signal.SIGINT, patience)
        process.wait()


def _port() -> int:
    """A free one below those that the system gives away, since servers ask it for more before they listen."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = random.randrange(20_000, 30_000)  # noqa: S311 - no secret
            probe.bind((HOST, port))
            return port


def log_of(home: Path) -> Path:
    """Where what a server said is."""
    return home / "log"


def last_words(home: Path) -> str:
    """The end of that."""
    return log_of(home).read_text(errors="replace")[-_WORDS:]


def _wait(process: "subprocess.Popen[bytes]", address: str, home: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{' '.join(map(str, process.args))} is not ready:\n{last_words(home)}")  # type: ignore[arg-type]
