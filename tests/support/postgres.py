"""A Postgres of the tests' own, in a temporary folder, reached through a socket in it."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

START_SECONDS = 30
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


@contextmanager
def postgres_server(binaries: Path) -> Iterator[str]:
    """Run a server and give the address of its empty database `postgres`."""
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="browline-postgres-"))
    shutil.chown(folder, user)
    as_user = {"user": user} if os.geteuid() == 0 else {}
    try:
        subprocess.run(
            [binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"],
            check=True, capture_output=True, cwd=folder, **as_user,
        )  # fmt: skip
        options = [word for setting in SPEED for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *options],
                stdout=log, stderr=log, cwd=folder, **as_user,
            )  # fmt: skip
        try:
            _wait(folder, server)
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(1)  # a polite stop waits for every connection to end
            server.send_signal(3)  # SIGQUIT: an immediate one does not
            server.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
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
