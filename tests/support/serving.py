"""The web alone, as a deployment runs it: `browline web` on a database that somebody else has migrated."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.running import Running, free_port
from tests.support.processes import wait_for


def is_alive(port: int) -> bool:
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def serving(home: Path, database_url: str, token: str, **settings: str) -> Iterator[Running]:
    """Start it and wait until it answers; what still runs at the end is killed."""
    port = free_port()
    environment = {"BROWLINE_HOME": str(home), "BROWLINE_PORT": str(port), "DATABASE_URL": database_url}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "web"],
        env=os.environ | environment | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(lambda: is_alive(port) or process.poll() is not None)
        yield Running(home, port, "", token, process, environment)
    finally:
        process.kill()
        process.communicate(timeout=30)
