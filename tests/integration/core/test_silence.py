"""Postgres stands still, or the network loses it: whoever asks is told so after a while."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

import core.postgres
from core.database import Database
from tests.support.proxy import Proxy, proxied

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("database_url", ["postgres"], indirect=True)]
BUSY_SECONDS = 3


@pytest.fixture
def network(database_url: str) -> Iterator[Proxy]:
    """The way to Postgres."""
    folder = make_url(database_url).query["host"]
    with proxied(Path(str(folder)) / ".s.PGSQL.5432") as proxy:
        yield proxy


@pytest.fixture
def remote(database_url: str, network: Proxy) -> Iterator[Database]:
    """Postgres over that way, asked with little patience."""
    address = make_url(database_url).set(query={}, host="127.0.0.1", port=network.port)
    made = Database(address.render_as_string(False), busy_seconds=BUSY_SECONDS, silent_seconds=1)
    yield made
    made.close()


def ask(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


def ask_twice(database: Database, between: Callable[[], None]) -> None:
    with database.write() as connection:
        connection.execute(text("SELECT 1"))
        between()
        connection.execute(text("SELECT 1"))


@pytest.mark.timeout(60)
def test_what_stands_still_in_the_middle_is_given_up(remote: Database, network: Proxy) -> None:
    with pytest.raises(OperationalError):
        ask_twice(remote, network.freeze)
    assert ask(remote) == 1


@pytest.mark.timeout(60)
def test_a_connection_that_went_still_in_the_pool_is_replaced(
    remote: Database, network: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.postgres, "REST_SECONDS", 0.0)  # it has rested long enough to be asked
    assert ask(remote) == 1
    network.freeze()
    assert ask(remote) == 1


def test_a_long_answer_may_come_in_pieces(remote: Database) -> None:
    """Each has the whole time: an export takes as long as its reader."""
    slowly = text("SELECT n, pg_sleep(0.02) FROM generate_series(1, 100) AS n")
    with remote.read() as connection:
        rows = connection.execution_options(yield_per=10).execute(slowly)
        assert sum(row.n for row in rows) == 5050


def test_the_kernel_is_told_when_a_network_is_lost(remote: Database) -> None:
    with remote.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with closing(socket.socket(fileno=os.dup(driver.fileno()))) as own:
            tcp = socket.IPPROTO_TCP
            assert own.getsockopt(tcp, socket.TCP_USER_TIMEOUT) == 1000 * BUSY_SECONDS
            assert own.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert own.getsockopt(tcp, socket.TCP_KEEPIDLE) == BUSY_SECONDS
            assert own.getsockopt(tcp, socket.TCP_KEEPINTVL) * own.getsockopt(tcp, socket.TCP_KEEPCNT) <= 3
