"""A Browline that benchmarks start is the one that they ask, whichever database it has."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bench.running import Running, free_port
from core.accounts.links import use_sign_in_link
from core.database import Database
from tests.support.factories import create_account


def test_a_new_link_is_of_the_database_that_it_was_started_with(database: Database, tmp_path: Path) -> None:
    owner = create_account(database)
    with subprocess.Popen([sys.executable, "-c", ""], text=True) as process:
        server = Running(tmp_path, 8000, "", "", process, {"DATABASE_URL": database.url})
    address = server.new_link()
    assert address.startswith("http://127.0.0.1:8000/sign-in?token=")
    with database.write() as connection:
        assert use_sign_in_link(connection, address.partition("token=")[2]) == owner


def test_a_free_port_is_kept_for_the_server_that_it_is_for() -> None:
    """Or another program may have it before that server listens, or while it is started again."""
    port = free_port()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", port))
    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)):
            socket.create_connection(("127.0.0.1", port)).close()
