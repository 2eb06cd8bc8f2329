"""How often somebody may try a password or a token: counted in Redis, where all processes of the web agree.

While Redis is away each process counts by itself: nobody is locked out, and nobody may guess for ever.
"""

import hashlib
import ipaddress
import logging
import time
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.connection import ConnectionPool

from core.errors import TooMany

log = logging.getLogger(__name__)

# Tries in ten minutes. A name alone has room for more: whoever knows it would else lock its owner out.
BY_NAME = RateLimitItemPerMinute(10, 10, "sign-in-name")  # from one address
BY_NAME_ANYWHERE = RateLimitItemPerMinute(100, 10, "sign-in-name-anywhere")
BY_ADDRESS = RateLimitItemPerMinute(60, 10, "sign-in-address")  # a whole office may have one address
BY_WRONG_TOKEN = RateLimitItemPerMinute(600, 1, "wrong-token")  # from one address; right ones always pass
SIGN_IN = "A one-time link signs in at once."
IPV6_PREFIX = 64  # whoever has one address of IPv6 has all of these
REDIS = "redis://"  # only says which kind of storage it is

Answer = TypeVar("Answer")


class Throttle:
    """Counts tries by account and by address; it does not connect before the first."""

    def __init__(self, pool: ConnectionPool) -> None:
        storage = RedisStorage(REDIS, connection_pool=pool, wrap_exceptions=True)
        self._shared = FixedWindowRateLimiter(storage)

    @cached_property
    def _own(self) -> FixedWindowRateLimiter:
        return FixedWindowRateLimiter(MemoryStorage())

    def count(self, name: str, address: str) -> None:
        """Count a try before it is made, for many may come at once. Raises `TooMany`."""
        self._count(BY_ADDRESS, _network(address))
        self._count(BY_NAME, _pair(name, address))
        self._count(BY_NAME_ANYWHERE, _digest(name))

    def count_wrong_token(self, address: str) -> None:
        """Count a token that nobody has, after it was looked up. Raises `TooMany`.

        A right one is not put off by what came from the same address: behind a proxy that is everybody's.
        """
        self._count(BY_WRONG_TOKEN, _network(address), "A right token is answered.")

    def forget(self, name: str, address: str) -> None:
        """Begin anew for an account whose password was right."""
        self._ask(lambda counts: counts.clear(BY_NAME, _pair(name, address)))
        self._ask(lambda counts: counts.clear(BY_NAME_ANYWHERE, _digest(name)))

    def _count(self, limit: RateLimitItem, key: str, way_in: str = SIGN_IN) -> None:
        if self._ask(lambda counts: counts.hit(limit, key)):
            return
        reset = self._ask(lambda counts: counts.get_window_stats(limit, key).reset_time)
        seconds = max(1, round(reset - time.time()))
        raise TooMany(
            f"That were too many tries to sign in; the next one is possible in {-(-seconds // 60)} min. "
            f"{way_in}",
            "too_many_tries",
            seconds,
        )

    def _ask(self, question: Callable[[FixedWindowRateLimiter], Answer]) -> Answer:
        try:
            return question(self._shared)
        except StorageError as error:
            log.warning("this process alone counts tries to sign in (%s)", error.storage_error)
            return question(self._own)


def _digest(name: str) -> str:
    """A name as a key, whatever somebody typed."""
    return hashlib.sha256(name.strip().lower().encode(errors="replace")).hexdigest()


def _pair(name: str, address: str) -> str:
    return f"{_digest(name)} {_network(address)}"


def _network(address: str) -> str:
    """The address, or the network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv4Address) or parsed.ipv4_mapped:
            return address
        return str(ipaddress.ip_network(f"{parsed}/{IPV6_PREFIX}", strict=False))
    except ValueError:  # a socket has no address
        return _digest(address)
