"""Pages are read by an index: what SQLite means to do says whether a page costs the whole job."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from core.cursor import encode_cursor
from core.database import Database
from core.ids import new_id
from core.results.filters import ResultFilter
from core.results.order import first_ids
from core.results.page import count_results, results_page
from core.results.parts import parts_of
from core.reviews.open import asked_about
from core.tables import Result
from tests.support.databases import opened
from tests.support.factories import create_job


@pytest.fixture
def empty(sqlite_file: Path) -> Any:  # noqa: ANN401 - an iterator of databases
    """No rows are needed: SQLite plans by the schema."""
    with opened(f"sqlite:///{sqlite_file}") as database:
        yield database


def said(connection: Connection, work: Callable[[], object]) -> list[tuple[str, object]]:
    """The statements of some work, with their parameters."""
    statements = list[tuple[str, object]]()

    def note(*call: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        statements.append((call[2], call[3]))

    event.listen(connection, "before_cursor_execute", note)
    work()
    event.remove(connection, "before_cursor_execute", note)
    return statements


def plan(connection: Connection, statement: str, values: Any) -> list[str]:  # noqa: ANN401 - as it came
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]


@pytest.mark.parametrize("after", [None, (new_id(), 0)], ids=["first", "next"])
@pytest.mark.parametrize("rows", ["faces", "people"])
def test_each_part_of_a_page_is_read_in_the_order_of_an_index(
    empty: Database,
    rows: Any,  # noqa: ANN401 - parametrised
    after: Any,  # noqa: ANN401 - parametrised
) -> None:
    chosen = ResultFilter(rows=rows)
    with empty.read() as connection:
        for part in parts_of(connection, new_id(), chosen, []):
            query = first_ids([part], chosen.sort, 51, after)
            ((statement, values),) = said(connection, lambda query=query: connection.execute(query))
            assert "EXISTS" not in statement  # of each row: Postgres would rather compile the query first
            steps = plan(connection, statement, values)
            assert steps[0].startswith(("SEARCH results USING COVERING INDEX ix_results_job_image (job_id=?",
                                        "SEARCH tracks USING INDEX ix_tracks_job (job_id=?"))  # fmt: skip
            assert after is None or ">?)" in steps[0]
            assert not [step for step in steps if step.startswith("SCAN ") or (step.endswith("FOR ORDER BY")
                        and "RIGHT PART" not in step)]  # fmt: skip


def test_a_persons_faces_are_read_by_their_own_index(empty: Database) -> None:
    chosen = ResultFilter(track=new_id())
    with empty.read() as connection:
        statements = said(connection, lambda: results_page(connection, new_id(), chosen, 120))
        (steps,) = [plan(connection, *one) for one in statements if "results.track_id = ?" in one[0]]
    assert steps[0] == "SEARCH results USING INDEX ix_results_track (track_id=?)"


def test_whether_a_face_stands_for_a_person_is_looked_up_by_the_persons_key(empty: Database) -> None:
    with empty.read() as connection:
        query = asked_about().add_columns(Result.id).where(Result.job_id == new_id())
        ((statement, values),) = said(connection, lambda: connection.execute(query))
        steps = plan(connection, statement, values)
    assert [step for step in steps if "tracks" in step and step.endswith("(id=?)")]
    assert not [step for step in steps if step.startswith("SCAN ")]


@pytest.mark.parametrize("sort", ["created", "confidence", "-confidence", "filename"])
def test_faces_are_ordered_before_anything_of_videos_is_joined(database: Database, sort: Any) -> None:  # noqa: ANN401
    job, chosen = create_job(database, 1), ResultFilter(sort=sort)
    cursor = encode_cursor([*{"created": [], "filename": ["a"]}.get(sort, [0, 0.5]), new_id(), 0])
    with database.read() as connection:
        statements = said(connection, lambda: results_page(connection, job, chosen, 50, cursor))
        worn = replace(chosen, mask="worn")  # by which faces are not counted as they come
        statements += said(connection, lambda: count_results(connection, job, worn))
    asked = [statement for statement, _ in statements if "FROM results" in statement]
    assert len(asked) == 2
    assert not [statement for statement in asked if "tracks" in statement or "videos" in statement]
