"""What an error of the database means: not now, whatever is asked of it, or a mistake in what was asked.

The classes of DB-API do not tell: to SQLite a missing column is as operational an error as a lock.
"""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from core.errors import first_line

SQLITE_CODES = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
})  # fmt: skip
PRIMARY = 0xFF  # of an extended code, which says more
LOCKED = "55P03"  # it was waited for in vain
READ_ONLY = "25006"  # a replica, one whose disk fills up, or one that somebody has made so for a while
# Connection lost; no room; stopped, cancelled or starting; a lock, a deadlock, a disk that fails.
SQLSTATES = ("08", "53", "57", LOCKED, "40001", "40P01", "58030", READ_ONLY)


def is_unreachable(error: Exception) -> bool:
    """Whether the database does not serve now: the same may be asked again, and nobody is to blame for it."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, NoConnection)
    cause = error.orig
    if isinstance(cause, psycopg.Error) and cause.sqlstate:
        return cause.sqlstate.startswith(SQLSTATES)
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return True  # it comes from this side, which lost the server or did not find it
    return getattr(cause, "sqlite_errorcode", 0) & PRIMARY in SQLITE_CODES  # the driver's own have none


def is_read_only(error: BaseException) -> bool:
    """Whether a driver's error says that its connection can only read; it may go on so for ever."""
    return getattr(error, "sqlstate", None) == READ_ONLY


def quotes_values(error: BaseException) -> bool:
    """Whether Postgres may quote the row that it refused."""
    return isinstance(error, psycopg.IntegrityError | psycopg.DataError)


def hide_values(error: BaseException) -> None:
    """Keep Postgres' first line alone: those after it quote values, and go into a log."""
    error.args = tuple(first_line(arg) if isinstance(arg, str) else arg for arg in error.args)


def is_locked_out(error: Exception) -> bool:
    """Whether others held for too long what was needed; only Postgres says so."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == LOCKED


def is_full(error: DBAPIError) -> bool:
    """Whether the database had no room for a transaction. It said so itself: nothing of it has happened."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY == sqlite3.SQLITE_FULL
    return isinstance(error.orig, psycopg.errors.DiskFull)
