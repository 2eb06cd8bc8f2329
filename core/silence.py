"""A connection to Postgres that does not wait for ever for a server that stands still."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

Answer = TypeVar("Answer")


class BoundedConnection(psycopg.Connection[Any]):
    """Gives up, and hangs up, when an answer does not come.

    Nothing on the server's side does that: a process of it that was stopped still holds its connection, its
    kernel acknowledges what is sent to it, and its own time-outs stand still with it.
    """

    silent_seconds: float | None = None

    def wait(self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        """Wait for one answer, or one piece of it; everything psycopg asks goes through here."""
        try:
            return super().wait(gen, interval, self.silent_seconds if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # or a rollback waits once more
                self.pgconn.finish()
            raise
