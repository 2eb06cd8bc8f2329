"""Whose CPU time it is: the processes of a running Browline, by the part of it that they are. Linux only."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bench.peers.family import Family, Process

# Words of a process's command line, and whose it is.
PARTS = {"cli.main web": "web", "cli.main worker": "workers", "redis": "Redis", "sweeper": "sweeper"}
OTHERS = "supervisor"


def part_of(command: str) -> str:
    """Whose process it is, by its command line."""
    return next((part for words, part in PARTS.items() if words in command), OTHERS)


class Meter:
    """Seconds of a core that the parts use from one moment on."""

    def __init__(self, pid: int) -> None:
        """Of a process and all that come from it."""
        self._family = Family()
        self._family.join(pid)
        self._used: Mapping[Process, float] = self._family.used()

    def begin(self) -> None:
        """From now on."""
        self._used = self._family.used()

    def spent(self) -> dict[str, float]:
        """By part, of the processes that live now."""
        parts: dict[str, float] = {}
        for process, seconds in self._family.used().items():
            part = part_of(_command(process[0]))
            parts[part] = parts.get(part, 0.0) + seconds - self._used.get(process, 0.0)
        return parts


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
