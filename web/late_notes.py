"""What is noted after the answer, which does not wait for it: each thing once a period, most is free."""

import logging
import time
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Response, after_this_request
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from core.errors import Busy, first_line

log = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
PATIENCE_SECONDS = 0.25
RETRY_SECONDS = 5.0


class LateNotes:
    """Writes into the database, and remembers what it wrote; of several processes each writes once."""

    def __init__(self, sql_url: str, period_seconds: float) -> None:
        self._sql_url = sql_url
        self._period_seconds = period_seconds
        self._lock = Lock()
        self._next: dict[Hashable, float] = {}  # when it is due again

    def note(self, key: Hashable, write: Callable[[Connection], None], *, if_refused: bool) -> None:
        """Have `write` note something once this request's answer is out, refused or not."""
        if time.monotonic() < self._next.get(key, 0.0):
            return

        @after_this_request
        def note_it(response: Response) -> Response:
            if if_refused or response.status_code < 400:
                response.call_on_close(lambda: self._note(key, write))
            return response

    def _note(self, key: Hashable, write: Callable[[Connection], None]) -> None:
        if not self._take(key):
            return
        # Of its own, for it gives up soon: the connection's next request waits for this.
        database = Database(self._sql_url, pool_size=1, busy_seconds=PATIENCE_SECONDS)
        try:
            with database.write(synced=False) as connection:
                write(connection)
        except (SQLAlchemyError, Busy) as error:
            log.warning("what was used or seen is noted the next time: %s", first_line(error))
            with self._lock:
                self._next[key] = time.monotonic() + RETRY_SECONDS
        finally:
            database.close()

    def _take(self, key: Hashable) -> bool:
        """Whether it is due; of several who ask at once it is for the first."""
        now = time.monotonic()
        with self._lock:
            if now < self._next.get(key, 0.0):
                return False
            if len(self._next) >= MOST_REMEMBERED:
                self._next.clear()
            self._next[key] = now + self._period_seconds
            return True
