"""The faults themselves, as the tests and the soak cause them: what is killed, stopped, emptied or filled."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis as redis_client

from bench.running import Running
from core.doorbell import QUEUE
from tests.support.processes import children, kill, part, stands_still, wait_for

REDIS_BYTES = 256 * 2**20  # as `browline redis` is started with


def family(server: Running, name: str) -> list[int]:
    """A part and its children."""
    pid = part(server.home, name)
    return [pid, *children(pid)]


def kill_family(server: Running, name: str) -> None:
    """End a part and its children at once, as a machine's memory killer would end them all."""
    pid, *left = family(server, name)
    kill(pid)
    for child in left:
        with suppress(ProcessLookupError):  # it ends by itself where it sees in time that the part is gone
            kill(child)


def kill_pool_child(server: Running) -> None:
    """End one process that classifies."""
    kill(children(part(server.home, "worker"))[-1])


def terminate(server: Running, name: str) -> int:
    """Ask a part to stop, as a supervisor does. Its pid."""
    pid = part(server.home, name)
    kill(pid, signal.SIGTERM)
    return pid


@contextmanager
def stopped(*pids: int) -> Iterator[None]:
    """Processes that stand still for a while; they may be killed meanwhile."""
    for pid in pids:
        kill(pid, signal.SIGSTOP)
    try:
        wait_for(lambda: all(map(stands_still, pids)))
        yield
    finally:
        for pid in pids:
            if Path(f"/proc/{pid}").exists():
                kill(pid, signal.SIGCONT)


@contextmanager
def stopped_between_writes(server: Running, name: str = "worker") -> Iterator[None]:
    """A part that stands still and holds no writer's turn, for which uploads to SQLite would wait."""
    while True:
        with stopped(*family(server, name)), (server.home / "browline.db-writers").open("wb") as turn:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            fcntl.flock(turn, fcntl.LOCK_UN)
            yield
            return


@contextmanager
def role(server: Running, name: str, **changes: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Another worker or sweeper beside the one that is there, on the same home."""
    environment = os.environ | dict(server.environment) | changes
    with (server.home / "log" / f"other-{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", name], env=environment, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def restart_redis(server: Running, *, keep: bool) -> None:
    """Kill Redis, which starts again with its data or without."""
    kill(part(server.home, "redis"))
    if not keep:
        shutil.rmtree(server.home / "redis", ignore_errors=True)


@contextmanager
def no_redis(server: Running) -> Iterator[None]:
    """Redis is away and cannot start: a file lies where its folder has to be."""
    folder, aside = server.home / "redis", server.home / "redis-aside"
    folder.rename(aside)
    folder.touch()
    kill(part(server.home, "redis"))
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


@contextmanager
def full_redis(redis: redis_client.Redis) -> Iterator[None]:
    """Redis takes nothing more (`noeviction`)."""
    redis.config_set("maxmemory", 1)
    try:
        yield
    finally:
        redis.config_set("maxmemory", REDIS_BYTES)


def flush_redis(redis: redis_client.Redis) -> None:
    """Redis forgets everything."""
    redis.flushall()


def double_rings(redis: redis_client.Redis, times: int = 10) -> None:
    """Put every bell that lies there in the queue so many times more."""
    for message in redis.lrange(QUEUE, 0, -1):
        redis.lpush(QUEUE, *[message] * times)


def wait_until_gone(pid: int, seconds: float = 60) -> None:
    """Wait for the end of a process."""
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), seconds)
