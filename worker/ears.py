"""How a worker hears bells: of a message in Redis counts that it came, and nothing that it says.

Left alone, Celery's consumer ends where a message cannot be read, and again after each start if Redis gives
it back; others take up a place for ever, or bring a time limit that kills a process while it works. And
at each start it asks for what nobody needs here, which a full Redis does not tell.
"""

import logging
import time
from queue import Empty
from typing import Any
from uuid import uuid4

from celery import Celery
from kombu import Connection
from kombu.transport.redis import Channel
from kombu.transport.redis import Transport as RedisTransport

from core.doorbell import TASK

TROUBLE_SECONDS = 1.0  # before another try where Redis refuses to say what is in the queue

log = logging.getLogger(__name__)


class Ears(Channel):
    """Takes messages from Redis."""

    ack_emulation = False  # no second list of what is under way: a full Redis would take nothing into it
    do_restore = False  # nor back into the queue: the sweeper rings again
    connection_errors: Any  # kombu sets it: a tuple of types

    def _size(self, queue: str) -> int:
        """How many messages wait: asked at each start, and answered without Redis, since nobody uses it."""
        return 0

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Whoever rings writes down where the queue is; who hears has no need to."""

    def _brpop_read(self, **options: Any) -> Any:  # noqa: ANN401 - kombu's
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]
        except (*self.connection_errors, Empty):
            raise
        except self.ResponseError as error:
            log.warning("Redis does not say what is in the queue: %s", error)
            time.sleep(TROUBLE_SECONDS)
        except Exception as error:  # anybody may have written it, so anything may be wrong with it
            log.warning("a message that is no bell is dropped: %r", error)
        return True


class Transport(RedisTransport):
    """Redis, heard with our ears."""

    Channel = Ears

    def _deliver(self, message: Any, queue: Any) -> None:  # noqa: ANN401 - anything may lie there
        if is_bell(message):
            super()._deliver(plain_bell(queue), queue)
        else:
            log.warning("a message that is no bell is dropped")


class ListeningCelery(Celery):
    """Celery whose consumer has them."""

    def connection_for_read(self, url: str | None = None, **options: Any) -> Connection:  # noqa: ANN401 - Celery's
        """A connection to hear on."""
        connection = super().connection_for_read(url, **options)
        connection.transport_cls = Transport  # type: ignore[assignment]  # a class will do
        return connection


def is_bell(message: Any) -> bool:  # noqa: ANN401
    """Whether a message, as read from JSON, calls our task."""
    try:
        return bool(message["headers"]["task"] == TASK)
    except (LookupError, TypeError):
        return False


def plain_bell(queue: str) -> dict[str, object]:
    """A call of our task, as kombu has it from Redis, without arguments, times or limits."""
    name = str(uuid4())
    return {
        "body": "[[], {}, {}]",
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"lang": "py", "task": TASK, "id": name, "root_id": name},
        "properties": {
            "correlation_id": name,
            "delivery_tag": name,
            "delivery_info": {"exchange": "", "routing_key": queue},
        },
    }
