"""Where tries and requests are counted: one pool of connections to Redis for the whole process."""

from redis.backoff import NoBackoff
from redis.connection import ConnectionPool
from redis.retry import Retry

REDIS_SECONDS = 1  # that one request waits for a Redis that hangs, before this process counts by itself


def counters(redis_url: str) -> ConnectionPool:
    """The pool; it does not connect before something is counted."""
    return ConnectionPool.from_url(
        redis_url,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),  # somebody waits for it
    )
