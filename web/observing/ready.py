"""Whether this server is ready, held for a moment: anybody may ask, as often as they like."""

from core.blobs import BlobStore
from core.database import Database
from core.doorbell import Doorbell
from core.readiness import Readiness, readiness
from web.observing.held import Held

HELD_SECONDS = 1.0
OLDEST_SECONDS = 10.0  # that is still told while somebody asks
PATIENCE_SECONDS = 3.0  # with a database, for each of its answers: a probe waits no longer


class HeldReadiness:
    """It has a connection of its own, with little patience. `room` is as in `readiness`."""

    def __init__(self, sql_url: str, blobs: BlobStore, doorbell: Doorbell, room: int) -> None:
        self._database = Database(
            sql_url, pool_size=1, busy_seconds=PATIENCE_SECONDS, silent_seconds=PATIENCE_SECONDS
        )
        self._blobs, self._doorbell, self._room = blobs, doorbell, room
        self._held = Held(self._ask, OLDEST_SECONDS)

    def now(self) -> Readiness:
        """All parts, as they were a moment ago."""
        return self._held.get()

    def close(self) -> None:
        """Give the connection back."""
        self._database.close()

    def _ask(self) -> tuple[Readiness, float]:
        return readiness(self._database, self._blobs, self._doorbell, self._room), HELD_SECONDS
