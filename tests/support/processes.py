"""The processes of a running Browline, found from its supervisor's pid."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

GONE = (FileNotFoundError, ProcessLookupError)  # what reading of a process raises that ends meanwhile


def children(pid: int) -> list[int]:
    """The children of a process, the oldest first."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(*GONE):
            found += map(int, listed.read_text().split())
    return sorted(found)


def part(home: Path, name: str) -> int:
    """The pid of one part: `web`, `worker`, `sweeper` or `redis`."""
    supervisor = int((home / "supervisor.pid").read_text())
    for pid in children(supervisor):
        with suppress(*GONE):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if name.encode() in words or (name == "redis" and b"redis-server" in words[0]):
                return pid
    raise LookupError(name)


def stands_still(pid: int) -> bool:
    """Whether no thread of a process goes on: SIGSTOP only takes hold at a thread's way out of the kernel."""
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(*GONE):
            if stat.read_text().rsplit(")", 1)[1].split()[0] not in "TtZX":
                return False
    return True


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
