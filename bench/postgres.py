"""A Postgres of the tests' and benches' own, in a temporary folder, reached through a socket in it."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 30
# As docker-compose.yml.
DEPLOYED = ("max_connections=300", "shared_buffers=512MB", "max_wal_size=4GB")
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: from PATH, from `pg_config`, or where Debian keeps them."""
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    config = shutil.which("pg_config")
    if config:
        told = subprocess.run([config, "--bindir"], check=True, capture_output=True, text=True)
        places.append(Path(told.stdout.strip()))
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


class PostgresServer:
    """A server in a folder, which may be stopped and started again."""

    def __init__(self, binaries: Path, folder: Path, options: Sequence[str]) -> None:
        self.folder = folder
        self._command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-h", ""]
        self._command += [word for setting in options for word in ("-c", setting)]
        self.start()

    @property
    def address(self) -> str:
        """Of its empty database `postgres`."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def cpu_seconds(self) -> float:
        """Seconds of a core that it has used, with those of its processes that have ended. Linux only."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rsplit(")", 1)[1].split()
                if int(stat.parent.name) == self._process.pid:
                    ticks += sum(map(int, fields[11:15]))  # and what its ended children have used
                elif int(fields[1]) == self._process.pid:
                    ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=self.folder, **_as_user()
            )
        _wait(self.folder, self._process)

    def stop(self, how: signal.Signals) -> None:
        """SIGTERM waits for every connection to end, SIGINT ends them (fast), SIGQUIT itself (immediate)."""
        self._process.send_signal(how)
        self._process.wait(30)

    def end(self) -> None:
        """For good, and soon."""
        with suppress(subprocess.TimeoutExpired):
            self._process.terminate()
            self._process.wait(1)
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(10)


@contextmanager
def postgres_server(binaries: Path) -> Iterator[str]:
    """Run a server and give the address of its empty database `postgres`."""
    with restartable_postgres(binaries, SPEED) as server:
        yield server.address


@contextmanager
def restartable_postgres(binaries: Path, options: Sequence[str] = ()) -> Iterator[PostgresServer]:
    """Run a server as careful as it comes, but for these options."""
    folder = Path(tempfile.mkdtemp(prefix="browline-postgres-"))
    shutil.chown(folder, postgres_user())
    try:
        subprocess.run(
            [binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"],
            check=True, capture_output=True, cwd=folder, **_as_user(),
        )  # fmt: skip
        server = PostgresServer(binaries, folder, options)
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def deployed_postgres(*options: str) -> Iterator[PostgresServer]:
    """Run a server as a deployment does, but for `options`. Raises `SystemExit` where none is installed."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("No Postgres binaries are installed: install postgresql.")
    with restartable_postgres(binaries, (*DEPLOYED, *options)) as server:
        yield server


def _as_user() -> dict[str, Any]:
    return {"user": postgres_user()} if os.geteuid() == 0 else {}


def postgres_user() -> str:
    """Postgres refuses to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _wait(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"Postgres did not start:\n{(folder / 'log').read_text()}")
