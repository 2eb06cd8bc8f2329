"""How much memory each part of a running system takes."""

from contextlib import suppress
from pathlib import Path

from bench.running import Running
from tests.support.processes import children

PARTS = (b"web", b"worker", b"sweeper")


def megabytes(server: Running) -> dict[str, float]:
    """Proportional set sizes: what several processes share counts once."""
    found: dict[str, float] = {}
    supervisor = int((server.home / "supervisor.pid").read_text())
    for pid in children(supervisor):
        with suppress(OSError):  # it has ended meanwhile
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            name = next((part.decode() for part in PARTS if part in words), "redis")
            found[name] = found.get(name, 0.0) + _of_family(pid)
    return found


def _of_family(pid: int) -> float:
    return _of_one(pid) + sum(_of_family(child) for child in children(pid))


def _of_one(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
