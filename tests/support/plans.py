"""How a database carries out what is asked of it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import pytest
from psycopg.sql import Literal
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import PoolProxiedConnection

import core.database
from core.database import Database
from core.prepared import Prepared, run

HOW = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
READ = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")


@contextmanager
def plans_of(database: Database) -> Iterator[list[list[str]]]:
    """The steps in which each statement about images is carried out, as its own transaction has it."""
    plans: list[list[str]] = []

    def note(connection: PoolProxiedConnection, sql: str, values: Any) -> None:  # noqa: ANN401
        driver = cast(Any, connection.driver_connection)
        plans.append([step[-1] for step in driver.execute(f"{HOW[database.dialect]} {sql}", values)])

    def explain(connection: Connection, _: object, sql: str, values: object, *_more: object) -> None:
        if "images" in sql:
            note(connection.connection, sql, values)

    def explain_first(
        engine: Engine, connection: PoolProxiedConnection, prepared: Prepared, given: Mapping[str, object]
    ) -> list[Any]:
        text = prepared.on(engine.dialect)
        note(connection, text.sql, text.values(given))
        return run(engine, connection, prepared, given)

    event.listen(database.engine, "before_cursor_execute", explain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.database, "run", explain_first)
        yield plans
    event.remove(database.engine, "before_cursor_execute", explain)


@contextmanager
def images_read(database: Database) -> Iterator[list[int]]:
    """How many images Postgres looks at for each prepared statement, by the plan that its connection keeps.

    That is the one that counts: to explain a statement makes another for its values. It is done twice so.
    """
    numbers: list[int] = []

    def measure(
        engine: Engine, connection: PoolProxiedConnection, prepared: Prepared, given: Mapping[str, object]
    ) -> list[Any]:
        found = run(engine, connection, prepared, given)
        driver = cast(Any, connection.driver_connection)
        numbers.append(_of_images(_done(driver, prepared.on(engine.dialect).sql, given)))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.database, "run", measure)
        yield numbers


def _done(driver: psycopg.Connection[Any], sql: str, given: Mapping[str, object]) -> dict[str, Any]:
    """The plan of a statement that is prepared on this connection, with what became of it."""
    marks = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
    sent = sql
    for number, mark in enumerate(marks, 1):
        sent = sent.replace(f"%({mark})s", f"${number}")
    named = "SELECT name FROM pg_prepared_statements WHERE statement = %s ORDER BY prepare_time DESC"
    (name,) = driver.execute(named, (sent,), prepare=False).fetchone() or ("",)
    values = ", ".join(Literal(given[mark]).as_string(driver) for mark in marks)
    explain = f'EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE "{name}" ({values})'
    ((told,),) = driver.execute(explain.encode(), prepare=False)
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def _of_images(node: Mapping[str, Any]) -> int:
    """Rows of images that this step and those below it were given, and pairs that a join tried in vain."""
    counted = READ if node.get("Relation Name") == "images" else ()
    here = sum(node.get(what, 0) for what in (*counted, "Rows Removed by Join Filter"))
    return round(here * node["Actual Loops"]) + sum(map(_of_images, node.get("Plans", ())))
