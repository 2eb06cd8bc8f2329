"""Engines for Postgres: connections that wait for nothing for ever, and are seldom asked if they live."""

import math
import time
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.outage import hide_values, is_read_only, quotes_values
from core.silence import BoundedConnection

# What the client's library calls so, and the server for its own end of a connection.
SERVER_SIDE = {
    "tcp_user_timeout": "tcp_user_timeout",
    "keepalives_idle": "tcp_keepalives_idle",
    "keepalives_interval": "tcp_keepalives_interval",
    "keepalives_count": "tcp_keepalives_count",
}


REST_SECONDS = 1.0  # after which a connection is asked whether it still lives
RESTING_SINCE = "browline_resting_since"
ONLY_LOOKS = "browline_only_looks"  # an execution option: this transaction was told not to write
# Of connections for the queue alone: each statement on them is a transaction, and nothing is left to reset.
AT_ONCE: dict[str, Any] = {
    "max_overflow": 0,
    "pool_reset_on_return": None,
    "isolation_level": "AUTOCOMMIT",
}
# The queue is read along its index, however few rows Postgres has counted, by a plan that is made once, which
# takes longer than to go by it, and is not compiled. A claim that is forgotten with the power was none.
FOR_THE_QUEUE = {
    "enable_sort": "off",
    "enable_bitmapscan": "off",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "synchronous_commit": "off",
}


def postgres_engine(
    url: str,
    busy_seconds: float,
    silent_seconds: float | None,
    settings: Mapping[str, str],
    **pool: Any,  # noqa: ANN401
) -> Engine:
    """An engine whose connections have these `settings`, and its pool those words of SQLAlchemy's."""
    network = _network(math.ceil(busy_seconds))
    engine = create_engine(
        url,
        use_native_hstore=False,  # which the server would be asked for before the first statement
        connect_args=network,
        hide_parameters=True,
        **pool,
    )
    event.listen(engine, "do_connect", partial(_connect, silent_seconds))
    event.listen(engine, "connect", partial(_set, _bounds(busy_seconds, network) | dict(settings)))
    event.listen(engine, "handle_error", _hide_values)
    event.listen(engine, "handle_error", _new_connections)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))
    return engine


def _bounds(busy_seconds: float, network: Mapping[str, int]) -> dict[str, str]:
    """Settings that end what would be waited for."""
    # Without it a statement waits for a foreign lock for ever, and the request with it.
    lock = {"lock_timeout": str(math.ceil(busy_seconds * 1000))}
    # The server, too, gives up a host that is gone: for hours it would keep the locks of its transaction.
    return lock | {SERVER_SIDE[name]: str(value) for name, value in network.items() if name in SERVER_SIDE}


def _connect(
    silent_seconds: float | None,
    _: Dialect,
    __: ConnectionPoolEntry,
    words: list[Any],
    named: dict[str, Any],
) -> DBAPIConnection:
    connection = BoundedConnection.connect(*words, **named)
    connection.silent_seconds = silent_seconds
    connection.adapters.register_loader("uuid", TextLoader)  # all ids are texts here
    return cast(DBAPIConnection, connection)


def _set(settings: Mapping[str, str], connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for name, setting in settings.items():
        cursor.execute(f"SET {name} = {setting}")
    cursor.close()
    connection.commit()


def _network(seconds: int) -> dict[str, int]:
    """When a network that lost the server counts as lost: while asking, and while waiting for an answer."""
    return {
        "connect_timeout": seconds,
        "tcp_user_timeout": 1000 * seconds,
        "keepalives": 1,
        "keepalives_idle": seconds,
        "keepalives_interval": max(1, seconds // 3),
        "keepalives_count": 3,
    }


def _note_rest(_: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[RESTING_SINCE] = time.monotonic()


def _ask_after_rest(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection
) -> None:
    """Ask a connection that has rested whether it still lives; another takes its place if not.

    SQLAlchemy's own way asks each time, which is a quarter of a short transaction.
    """
    if time.monotonic() - record.info.get(RESTING_SINCE, math.inf) < REST_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        raise DisconnectionError from error


def _new_connections(context: ExceptionContext) -> None:
    """Trust no connection that can only read, untold: it stays so when its server no longer is."""
    told = context.connection is not None and context.connection.get_execution_options().get(ONLY_LOOKS)
    if is_read_only(context.original_exception) and not told:
        context.is_disconnect = True


def _hide_values(context: ExceptionContext) -> None:
    if quotes_values(context.original_exception):
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                hide_values(error)
