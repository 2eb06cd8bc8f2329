"""The faults of a soak: those of the tests, each to be caused at any time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import get_args

import redis as redis_client

from bench.running import Running
from core.doorbell import QUEUE
from tests.faults import causes
from tests.faults.garbage import GARBAGE
from tests.faults.moments import Moment, arm

AWAY_SECONDS = (1.0, 6.0)  # the lease is within


@dataclass(frozen=True, slots=True)
class Hand:
    """What causes them, by chance."""

    server: Running
    redis: redis_client.Redis
    chance: Random

    def linger(self) -> None:
        """Let a fault last for a while."""
        time.sleep(self.chance.uniform(*AWAY_SECONDS))


def _stand_still(name: str) -> Callable[[Hand], None]:
    def cause(hand: Hand) -> None:
        with causes.stopped(*causes.family(hand.server, name)):
            hand.linger()

    return cause


def _no_redis(hand: Hand) -> None:
    with causes.no_redis(hand.server):
        hand.linger()


def _full_redis(hand: Hand) -> None:
    with causes.full_redis(hand.redis):
        hand.linger()


def _garbage(hand: Hand) -> None:
    hand.redis.rpush(QUEUE, hand.chance.choice(list(GARBAGE.values())))


def _web_dies(hand: Hand) -> None:
    arm(hand.server, hand.chance.choice(get_args(Moment)))


FAULTS: Mapping[str, Callable[[Hand], object]] = {
    "pool child killed": lambda hand: causes.kill_pool_child(hand.server),
    "worker killed": lambda hand: causes.kill_family(hand.server, "worker"),
    "worker asked to stop": lambda hand: causes.terminate(hand.server, "worker"),
    "worker stands still": _stand_still("worker"),
    "sweeper killed": lambda hand: causes.kill_family(hand.server, "sweeper"),
    "sweeper stands still": _stand_still("sweeper"),
    "web killed": lambda hand: causes.kill_family(hand.server, "web"),
    "web asked to stop": lambda hand: causes.terminate(hand.server, "web"),
    "web dies in an upload": _web_dies,
    "Redis killed": lambda hand: causes.restart_redis(hand.server, keep=True),
    "Redis killed, data gone": lambda hand: causes.restart_redis(hand.server, keep=False),
    "Redis stands still": _stand_still("redis"),
    "Redis away": _no_redis,
    "Redis full": _full_redis,
    "FLUSHALL": lambda hand: causes.flush_redis(hand.redis),
    "doorbells doubled": lambda hand: causes.double_rings(hand.redis),
    "garbage": _garbage,
}
