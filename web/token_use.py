"""When a token was last used: noted once a minute at most, after the answer, which does not wait for it."""

import logging
import time
from threading import Lock

from flask import Response, after_this_request
from sqlalchemy.exc import SQLAlchemyError

from core.accounts.tokens import USE_SECONDS, note_use
from core.database import Database
from core.errors import Busy

log = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
PATIENCE_SECONDS = 0.25


class TokenUse:
    """Notes in the database, and remembers what it noted: most requests need not ask."""

    def __init__(self, sql_url: str) -> None:
        self._sql_url = sql_url
        self._lock = Lock()
        self._noted: dict[str, float] = {}

    def note_afterwards(self, token_id: str) -> None:
        """Note the use of a token once this request's answer is out."""
        if not self._is_due(token_id):
            return

        @after_this_request
        def note(response: Response) -> Response:
            response.call_on_close(lambda: self._note(token_id))
            return response

    def _is_due(self, token_id: str) -> bool:
        now = time.monotonic()
        with self._lock:
            if now - self._noted.get(token_id, -USE_SECONDS) < USE_SECONDS:
                return False
            if len(self._noted) >= MOST_REMEMBERED:
                self._noted.clear()
            self._noted[token_id] = now
            return True

    def _note(self, token_id: str) -> None:
        # Of its own, for it gives up soon: the connection's next request waits for this.
        database = Database(self._sql_url, pool_size=1, busy_seconds=PATIENCE_SECONDS)
        try:
            with database.write(synced=False) as connection:
                note_use(connection, token_id)
        except (SQLAlchemyError, Busy) as error:
            log.warning("a token's last use was not noted: %s", error)
        finally:
            database.close()
