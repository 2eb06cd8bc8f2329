"""Whether the web of a home runs: what answers at its address may be another home's.

The web holds a lock as long as it lives, however it ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NAME = "web.lock"


@contextmanager
def web_runs_in(home: Path) -> Iterator[None]:
    """Let it be known that the web of this home runs; of more than one as well."""
    with (home / NAME).open("w") as lock:
        with suppress(OSError):  # a file system without locks is no reason to serve nobody
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def web_is_in(home: Path) -> bool:
    """Whether one runs now, as far as the file system can tell. Makes nothing."""
    try:
        with (home / NAME).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # it is held, or there are no locks
        return True
    return False
