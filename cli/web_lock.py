"""Whether the web of a home runs: what answers at its address may be another home's.

The web holds a lock as long as it lives, however it ends. The file is opened for reading and writing by both
sides, which a lock on NFS needs.
"""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

NAME = "web.lock"


@contextmanager
def web_runs_in(home: Path) -> Iterator[None]:
    """Let it be known that the web of this home runs; of more than one as well."""
    with ExitStack() as held:
        with suppress(OSError):  # no room, no right to write, no locks: no reason to serve nobody
            lock = held.enter_context((home / NAME).open("a+"))
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def web_has_ended_in(home: Path) -> bool:
    """Whether one ran here and none does now. Makes nothing.

    False also where that cannot be told: one of an older version leaves no file, nor does one that may not
    write, and there may be no locks.
    """
    with suppress(OSError), (home / NAME).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
