"""The doorbell: a Celery message that says "there is work" and carries nothing else.

A lost, late, doubled or forged message is harmless: the work is in SQL, and the sweeper rings again.
"""

import logging
import math

from amqp.exceptions import ChannelError
from celery import Celery

from core.settings import Settings

log = logging.getLogger(__name__)

TASK = "browline.classify"
QUEUE = "browline"
MAX_RINGS = 16  # more than this many workers are woken by each other


def make_celery(settings: Settings, kind: type[Celery] = Celery) -> Celery:
    """Celery with Browline's rules; it does not connect before its first message."""
    app = kind("browline", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_channel_error_retry=True,  # what Redis refuses, being full for one, is no reason to end
        # Ringing fails soon when Redis is away or hangs: the sweeper rings again; an upload must not wait.
        broker_transport_options={"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0},
    )
    return app


class Doorbell:
    """Rings for workers; a broken bell is logged and delays work by one sweep at most.

    Nothing here raises, whatever Redis answers: work was accepted before, and hangs on no ring. A broken
    reply is no RedisError (`:x` in the place of a number is a ValueError), so each method catches everything.
    """

    def __init__(self, celery: Celery, batch_max: int) -> None:
        self._celery = celery
        self._batch_max = batch_max

    def answers(self) -> bool:
        """True when Redis can be reached."""
        try:
            with self._celery.connection_for_write() as connection:
                connection.ensure_connection(max_retries=0, timeout=1)
        except Exception:
            return False
        return True

    def next_bell(self) -> bytes | None:
        """The ring that is heard next, as it lies in Redis; None where none does, or Redis is away."""
        try:
            with self._celery.connection_for_write() as connection:
                client = connection.default_channel.client  # type: ignore[attr-defined]  # a Redis channel's
                bell: bytes | None = client.lindex(QUEUE, -1)
        except Exception:
            return None
        return bell

    def ring_unless_ringing(self, images: int) -> bool:
        """Ring for forgotten work, unless a ring still waits to be heard. False where the bell is broken."""
        try:
            with self._celery.connection_for_write() as connection:
                waiting = connection.SimpleQueue(QUEUE).qsize()
        except ChannelError:
            waiting = 0  # Redis keeps no empty list, so an empty queue looks like none
        except Exception as error:
            log.warning("the doorbell cannot be reached (%s)", error)
            return False
        return waiting > 0 or self.ring(images)

    def ring(self, images: int) -> bool:
        """Wake as many workers as these images can keep busy. False where the bell is broken."""
        try:
            for _ in range(min(math.ceil(images / self._batch_max), MAX_RINGS)):
                self._celery.send_task(TASK, retry=False, ignore_result=True)
        except Exception as error:
            log.warning("the doorbell cannot be rung (%s); the sweeper will find the work", error)
            return False
        return True
