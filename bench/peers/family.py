"""All processes of a server, wherever it put them: what they used, and their end. Linux only."""

import os
import secrets
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MARK = "PEER_MARK"  # a variable of the environment, which children inherit

Process = tuple[int, int]  # its pid and when it started, since pids are used again


class Family:
    """Every process that bears a mark or descends from one that does, or was seen doing so.

    By descent too, since a process that gives itself a title writes it over its environment.
    """

    def __init__(self) -> None:
        self._mark = secrets.token_hex(16)
        self._seen: set[Process] = set()

    @property
    def environment(self) -> dict[str, str]:
        """What its first process must have in its environment."""
        return {MARK: self._mark}

    def join(self, pid: int) -> None:
        """Count a process in, whatever its environment says."""
        if (started := _started(pid)) is not None:
            self._seen.add((pid, started))

    def alive(self) -> frozenset[Process]:
        """Those that run now; none of them is a zombie."""
        parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
        known = {pid for pid, started in self._seen if _started(pid) == started}
        members = known | {pid for pid in parents if pid != os.getpid() and self._marked(pid)}
        while more := {pid for pid, parent in parents.items() if parent in members} - members:
            members |= more
        for pid in members:
            self.join(pid)
        return frozenset(each for each in self._seen if _started(each[0]) == each[1])

    def used(self) -> dict[Process, float]:
        """The seconds of a core that each of them has used until now."""
        return {each: used for each in self.alive() if (used := _used(each[0])) is not None}

    def end(self, eldest: int, asked: int, patience: float) -> None:
        """Ask the eldest to stop; after so many seconds ask all; then kill.

        Raises `RuntimeError` if one does not end by that.
        """
        self.alive()
        with suppress(ProcessLookupError):
            os.kill(eldest, asked)
        for signum, seconds in ((0, patience), (signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)):
            for pid, _ in self.alive():
                with suppress(ProcessLookupError):
                    os.kill(pid, signum)
            if self.gone(seconds):
                return
        raise RuntimeError(f"these processes do not end: {sorted(pid for pid, _ in self.alive())}")

    def gone(self, seconds: float) -> bool:
        """Whether none is left after so long at most."""
        until = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def _marked(self, pid: int) -> bool:
        with suppress(OSError):
            return f"{MARK}={self._mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        return False


def spent(before: Mapping[Process, float], after: Mapping[Process, float]) -> float:
    """Seconds of a core between two looks at a family, of those that lived at the second."""
    return sum(seconds - before.get(process, 0.0) for process, seconds in after.items())


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str] | None:
    """The fields from the state on, which is the third; None where the process is gone or a zombie."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return None if fields[0] in "ZX" else fields
    return None


def _parent(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _started(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[19]) if fields else None


def _used(pid: int) -> float | None:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else None
