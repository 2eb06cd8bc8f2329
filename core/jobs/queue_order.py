"""The queue is read along its index, however many images Postgres takes for waiting."""

from sqlalchemy import Connection

# In one statement, since each is a way to the server and back.
_ALONG = "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"


def along_its_index(connection: Connection) -> None:
    """To be called before the queue is read, for the rest of the transaction; SQLite needs no telling.

    How many images wait is what Postgres last counted. That may be none, since it counts once a minute at
    most and a queue is empty most of its life: then it reads all that wait and sorts them, batch by batch.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_ALONG)
