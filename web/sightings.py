"""What people see all the time: noted in the journal once an hour and remembered, so that most is free."""

import logging
from threading import Lock

from flask import Response, after_this_request
from sqlalchemy.exc import SQLAlchemyError

from core.clock import utc_now
from core.database import Database
from core.errors import Busy
from core.journal import Deed, hour_of, note

log = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
PATIENCE_SECONDS = 0.25


class Sightings:
    """Notes deeds that count once an hour; of several processes the first one's stands."""

    def __init__(self, sql_url: str) -> None:
        self._sql_url = sql_url
        self._lock = Lock()
        self._noted: set[tuple[Deed, int]] = set()

    def note_afterwards(self, deed: Deed) -> None:
        """Note a deed once this request's answer is out, if it was not refused."""
        key = (deed, hour_of(utc_now()))
        if key in self._noted:
            return

        @after_this_request
        def note_it(response: Response) -> Response:
            if response.status_code < 400:
                response.call_on_close(lambda: self._note(*key))
            return response

    def _note(self, deed: Deed, hour: int) -> None:
        with self._lock:
            if (deed, hour) in self._noted:
                return
            if len(self._noted) >= MOST_REMEMBERED:
                self._noted.clear()
            self._noted.add((deed, hour))
        # Of its own, for it gives up soon: the connection's next request waits for this.
        database = Database(self._sql_url, pool_size=1, busy_seconds=PATIENCE_SECONDS)
        try:
            with database.write(synced=False) as connection:
                note(connection, deed)
        except (SQLAlchemyError, Busy) as error:
            log.warning("that a job was seen is noted the next time: %s", error)
            with self._lock:
                self._noted.discard((deed, hour))
        finally:
            database.close()
