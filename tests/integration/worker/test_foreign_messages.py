"""The worker's own consumer takes JSON and nothing that could carry code."""

import os
from pathlib import Path

import pytest
import redis as redis_client
from celery import Celery
from kombu import Message
from kombu.exceptions import ContentDisallowed

from core.doorbell import QUEUE, TASK, make_celery
from core.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Evil:
    """Runs a command where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("serializer", ["pickle", "yaml"])
def test_a_message_that_is_no_json_is_not_read(
    settings: Settings, redis: redis_client.Redis, tmp_path: Path, serializer: str
) -> None:
    celery, mark = make_celery(settings), tmp_path / "ran"
    body = Evil(mark) if serializer == "pickle" else {"words": "x"}
    refused, read = receive(celery, body, serializer)
    assert (len(refused), read) == (1, [])
    assert isinstance(refused[0], ContentDisallowed)
    assert not mark.exists()
    celery.close()


def test_a_ring_is_read(settings: Settings, redis: redis_client.Redis) -> None:
    celery = make_celery(settings)
    refused, read = receive(celery, [[], {}, {}], "json")
    assert (refused, len(read)) == ([], 1)
    celery.close()


def receive(celery: Celery, body: object, serializer: str) -> tuple[list[Exception], list[object]]:
    """Send a message as anybody who reaches Redis could, and take it as the worker does."""
    refused: list[Exception] = []
    read: list[object] = []

    def refuse(message: Message, error: Exception) -> None:
        refused.append(error)
        message.ack()

    with celery.connection_for_write() as connection:
        consumer = celery.amqp.TaskConsumer(connection, on_decode_error=refuse)
        consumer.register_callback(lambda decoded, message: (read.append(decoded), message.ack()))
        headers = {"task": TASK, "id": "1", "lang": "py"}
        with connection.Producer() as producer:
            producer.publish(body, routing_key=QUEUE, serializer=serializer, headers=headers)
        with consumer:
            connection.drain_events(timeout=30)
    return refused, read
