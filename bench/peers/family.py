"""All processes of a server, wherever it put them: what they used, and their end."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MARK = "PEER_MARK"  # a variable of the environment, which children inherit
PATIENCE = 20.0  # seconds that a server has to stop by itself

Process = tuple[int, int]  # its pid and when it started, since pids are used again


def family(mark: str) -> frozenset[Process]:
    """Every process that has the mark in its environment, and what descends from one.

    By descent too, since a process that gives itself a title writes it over its environment. Linux only.
    """
    parents = dict(filter(None, map(_parent, _pids())))
    members = {pid for pid in parents if pid != os.getpid() and _is_marked(pid, mark)}
    while more := {pid for pid, parent in parents.items() if parent in members} - members:
        members |= more
    return frozenset((pid, started) for pid in members if (started := _started(pid)) is not None)


def cpu_seconds(processes: frozenset[Process]) -> Mapping[Process, float]:
    """The seconds of a core that each of them has used; without those that have ended."""
    return {each: spent for each in processes if (spent := _spent(each[0])) is not None}


def end(mark: str, eldest: int, asked: int = signal.SIGTERM) -> None:
    """Ask the eldest to stop, then all, then kill. Raises `RuntimeError` if one does not end by that."""
    members = family(mark)
    _send(asked, frozenset(each for each in members if each[0] == eldest))
    for signum, seconds in ((0, PATIENCE), (signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)):
        members |= family(mark)  # also what was started meanwhile
        _send(signum, members)
        if _gone(members, seconds) and not family(mark):
            return
    raise RuntimeError(f"these processes do not end: {sorted(pid for pid, _ in _alive(members))}")


def _send(signum: int, members: frozenset[Process]) -> None:
    for pid, _ in _alive(members):
        with suppress(ProcessLookupError):
            os.kill(pid, signum)


def _gone(members: frozenset[Process], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while _alive(members):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _alive(members: frozenset[Process]) -> frozenset[Process]:
    return frozenset(each for each in members if _started(each[0]) == each[1])


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _is_marked(pid: int, mark: str) -> bool:
    with suppress(OSError):
        return f"{MARK}={mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return False


def _stat(pid: int) -> list[str] | None:
    """The fields from the state on, which is the third; None where the process is gone or a zombie."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return None if fields[0] in "ZX" else fields
    return None


def _parent(pid: int) -> tuple[int, int] | None:
    fields = _stat(pid)
    return (pid, int(fields[1])) if fields else None


def _started(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[19]) if fields else None


def _spent(pid: int) -> float | None:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else None
