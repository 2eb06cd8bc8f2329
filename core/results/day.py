"""The day that a moment is in, in UTC: what a person's own midnight is no database knows."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import String


class utc_day(FunctionElement[str]):  # noqa: N801 - it reads as an SQL function
    """The day of a time, as `2026-11-28`."""

    type = String()
    inherit_cache = True


@compiles(utc_day, "sqlite")
def _sqlite_day(element: utc_day, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401
    # Times are stored in UTC, as text that begins with the day.
    return f"substr({compiler.process(element.clauses, **words)}, 1, 10)"


@compiles(utc_day, "postgresql")
def _postgres_day(element: utc_day, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401
    return f"to_char({compiler.process(element.clauses, **words)} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
