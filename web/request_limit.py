"""How many requests an account may make in a minute: counted in Redis, where all processes of the web agree.

While Redis is away each process counts by itself. What clients are told to ask again and again is not
counted: the state of a job, and the pieces of a page that follow it.
"""

import time

from flask import Flask, g, request
from flask_limiter import Limiter, RateLimitExceeded
from redis.connection import ConnectionPool
from redis.exceptions import RedisError
from werkzeug.wrappers import Response

from core.errors import TooMany
from core.settings import Settings
from web.auth import asker
from web.problems import known
from web.throttle import REDIS

WINDOW_SECONDS = 60
POLLED = frozenset({"api.jobs.show", "jobs_page.rows", "job_page.live"})


def install(app: Flask, settings: Settings, pool: ConnectionPool) -> None:
    """Count from now on; after `auth`, which knows who asks. Redis is not asked before the first request."""
    if not settings.quota_requests:
        return
    limiter = Limiter(
        lambda: asker().id,
        application_limits=[f"{settings.quota_requests} per minute"],
        storage_uri=REDIS,
        storage_options={"connection_pool": pool},  # type: ignore[dict-item]  # it passes what it gets
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    limiter.request_filter(_is_free)
    limiter.init_app(app)

    def exceeded(error: RateLimitExceeded) -> Response:
        return known(
            TooMany(
                f"These were more than {settings.quota_requests:,} requests within a minute.",
                "too_many_requests",
                _seconds_left(limiter),
            )
        )

    app.register_error_handler(RateLimitExceeded, exceeded)


def _is_free() -> bool:
    polled = request.endpoint in POLLED and request.method in {"GET", "HEAD"}
    return polled or "account" not in g


def _seconds_left(limiter: Limiter) -> int:
    try:
        current = limiter.current_limit
        left = WINDOW_SECONDS if current is None else round(current.reset_at - time.time())
    except RedisError:
        left = WINDOW_SECONDS
    return min(max(1, left), WINDOW_SECONDS)
