"""Processes that are killed at a commit: what they had written in that transaction never was."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, event

from core.database import Database


class Killed(BaseException):
    """The process is no more; nothing in it may handle that."""


@contextmanager
def killed_at(database: Database, commit: int | None) -> Iterator[None]:
    """Run a block as a process that is killed before its so-many-th commit (from 1), or is not (None)."""
    left = commit

    def count(_connection: Connection) -> None:
        nonlocal left
        left = None if left is None else left - 1
        if left == 0:
            raise Killed

    event.listen(database.engine, "commit", count)
    try:
        with suppress(Killed):
            yield
    finally:
        event.remove(database.engine, "commit", count)
