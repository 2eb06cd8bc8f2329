"""A real Browline for benchmarks, tests and the tour: `browline up` in a home of its own."""

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cli.home import account_of
from core.accounts.tokens import create_token
from core.database import Database
from core.settings import Settings

START_SECONDS = 90
STOP_SECONDS = 120  # in the middle of a batch it takes 8 on a quiet machine
COMMAND = (sys.executable, "-m", "cli.main")


@dataclass(frozen=True, slots=True)
class Running:
    """A started system: where it is, how to sign in once, and a token for programs."""

    home: Path
    port: int
    link: str
    token: str
    process: "subprocess.Popen[str]"
    environment: Mapping[str, str] = field(default_factory=dict)  # beside what this process has

    @property
    def sql_url(self) -> str:
        """Address of its database."""
        return Settings(home=self.home, database_url=self.environment.get("DATABASE_URL", "")).sql_url

    @property
    def url(self) -> str:
        """Address of the front page."""
        return f"http://127.0.0.1:{self.port}"

    def new_link(self) -> str:
        """Another sign-in link; the one before stops working."""
        environment = (
            os.environ
            | dict(self.environment)
            | {"BROWLINE_HOME": str(self.home), "BROWLINE_PORT": str(self.port)}
        )
        printed = subprocess.run(
            [*COMMAND, "link"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return printed.stdout.strip()

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Read JSON from the API."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


def free_port() -> int:
    """A port that nobody listens on, and that nobody else is given as long as this process lives.

    A socket that does not listen keeps it. One that says SO_REUSEADDR, as servers do, may listen beside it.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    atexit.register(kept.close)
    port: int = kept.getsockname()[1]
    return port


@contextmanager
def running(home: Path, environment: Mapping[str, str] | None = None, *words: str) -> Iterator[Running]:
    """Start Browline in `home` (`up` with `words`), wait until it is ready, and stop it as Ctrl-C does.

    Raises `RuntimeError` with the start's words if it is not ready in time.
    """
    port = free_port()
    settings = _settings(home, port, environment or {})
    everything = os.environ | settings
    process = subprocess.Popen(
        [*COMMAND, "up", *words], env=everything, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        link = _read_link(process)
        started = Running(home, port, link, "", process, settings)
        yield replace(started, token=_make_token(started.sql_url))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=STOP_SECONDS)


@contextmanager
def web_alone(home: Path, token: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """Start the web by itself on a database that is there: beside workers nothing would wait any more.

    Raises `RuntimeError` if it is not alive in time.
    """
    port = free_port()
    settings = _settings(home, port, environment)
    process = subprocess.Popen(
        [*COMMAND, "web"], env=os.environ | settings, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        server = Running(home, port, "", token, process, settings)
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _make_token(sql_url: str) -> str:
    """As `browline token create` does, but for its second of a core."""
    with closing(Database(sql_url, 1)) as database, database.write() as connection:
        return create_token(connection, account_of(connection, None).id, "bench")


def _settings(home: Path, port: int, environment: Mapping[str, str]) -> dict[str, str]:
    return {"BROWLINE_HOME": str(home), "BROWLINE_PORT": str(port)} | dict(environment)


def _wait(server: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(f"{server.url}/healthz", timeout=5).close()  # noqa: S310 - our own server
            return
        time.sleep(0.1)
    raise RuntimeError("the web did not start")


def _read_link(process: "subprocess.Popen[str]") -> str:
    words = []
    deadline = time.monotonic() + START_SECONDS
    for line in process.stdout or ():
        words.append(line)
        found = re.search(r"http://\S+/sign-in\?token=\S+", line)
        if found:
            return found.group()
        if time.monotonic() > deadline:
            break
    process.kill()
    raise RuntimeError(f"Browline did not start:\n{''.join(words)}")
