"""Live frames beside a bucket: in Redis for a while. An object for each would cost more than its answer."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

LIVE_SECONDS = 30  # as long as the sweeper leaves a frame that nobody collects
REDIS_SECONDS = 2


class LiveFrames:
    """Bytes by the names of packs; what Redis does not do is an `OSError`. It does not connect at once."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        )

    def put(self, pack: str, data: bytes) -> None:
        """Keep these bytes for `LIVE_SECONDS`."""
        with _as_os_errors():
            self._redis.set(_key(pack), data, ex=LIVE_SECONDS)

    def get(self, pack: str) -> bytes | None:
        """The bytes, None where there are none any more."""
        with _as_os_errors():
            found = self._redis.get(_key(pack))
        return found if isinstance(found, bytes) else None

    def discard(self, pack: str) -> None:
        """Remove the bytes."""
        with _as_os_errors():
            self._redis.delete(_key(pack))


def _key(pack: str) -> str:
    return f"browline:{pack}"


@contextmanager
def _as_os_errors() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise OSError(errno.EIO, "Redis, where live frames lie, does not do it") from error
