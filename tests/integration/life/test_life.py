"""Whatever happens in whatever order, every accepted image ends once, and the auditor finds nothing.

`LIFE_EXAMPLES=500` asks for so many histories instead of the few of a usual run, for other ones each time,
and for an audit after every step (give it `--timeout=0` too).
"""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from core.database import Database
from tests.integration.life.machine import Life
from tests.integration.life.system import System
from tests.support.clock import DatabaseClock
from tests.support.databases import opened

MORE = int(os.environ.get("LIFE_EXAMPLES", "0"))
EVERY = 1 if MORE else 2  # steps between two audits


def profile(examples: int) -> settings:
    """So many histories, always the same ones unless more are asked for."""
    return settings(
        max_examples=MORE or examples,
        stateful_step_count=30,
        derandomize=not MORE,
        phases=(Phase.generate,),  # a history is short enough to read, and shortening it takes minutes
        suppress_health_check=list(HealthCheck),
    )


def test_on_sqlite(sqlite_file: Path, tmp_path: Path) -> None:
    numbers = count()

    def begin() -> Life:
        home = tmp_path / str(next(numbers))
        home.mkdir()
        shutil.copy(sqlite_file, home / "browline.db")
        database = Database(f"sqlite:///{home / 'browline.db'}")
        system = System(database, home / "blobs", DatabaseClock(database))
        return Life(system, EVERY)

    run_state_machine_as_test(begin, settings=profile(6))


@pytest.fixture
def clock(postgres: str) -> Iterator[DatabaseClock]:
    with opened(f"postgresql+psycopg://{postgres.partition('://')[2]}") as database:
        made = DatabaseClock(database)
        yield made
        made.close()


@pytest.mark.postgres
def test_on_postgres(clock: DatabaseClock, tmp_path: Path) -> None:
    numbers = count()

    def begin() -> Life:
        clock.set(0)
        with clock.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM accounts")
        return Life(System(clock.database, tmp_path / str(next(numbers)), clock), EVERY)

    run_state_machine_as_test(begin, settings=profile(3))
