"""The processes of a running Browline, found from its supervisor's pid."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar


def children(pid: int) -> list[int]:
    """The children of a process, the oldest first."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return sorted(int(child) for listed in lists for child in listed.read_text().split())


def part(home: Path, name: str) -> int:
    """The pid of one part: `web`, `worker`, `sweeper` or `redis`."""
    supervisor = int((home / "supervisor.pid").read_text())
    for pid in children(supervisor):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if name.encode() in words or (name == "redis" and b"redis-server" in words[0]):
            return pid
    raise LookupError(name)


def kill(pid: int, signum: int = signal.SIGKILL) -> None:
    """Send a signal."""
    os.kill(pid, signum)


Answer = TypeVar("Answer")


def wait_for(what: Callable[[], Answer], seconds: float = 30) -> Answer:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)
    return answer
