"""What a database refuses goes into the log without what it was given."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.settings import Settings
from tests.support.factories import create_settings
from tests.support.files import portrait
from tests.support.forms import API, form, problem

MARK = "Herr-Mustermann"
REFUSE = {
    "sqlite": "CREATE TRIGGER refusing BEFORE INSERT ON images BEGIN SELECT RAISE(ABORT, 'refusing'); END",
    "postgresql": "ALTER TABLE images ADD CONSTRAINT refusing CHECK (filename = '') NOT VALID",
}
TAKE = {"sqlite": "DROP TRIGGER refusing", "postgresql": "ALTER TABLE images DROP CONSTRAINT refusing"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Less patience than usual."""
    return create_settings(**(dict(settings) | {"busy_seconds": 0.3}))


@contextmanager
def refusing(database: Database) -> Iterator[None]:
    """No row of an image is taken; Postgres quotes it when it says so."""
    for statement in (REFUSE, TAKE):
        with database.write() as connection:
            connection.exec_driver_sql(statement[database.dialect])
        if statement is REFUSE:
            yield


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else holds the images."""
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("LOCK TABLE images IN ACCESS EXCLUSIVE MODE")
        yield


def test_what_is_refused_is_not_quoted(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    with refusing(database), caplog.at_level(logging.INFO):
        answer = client.post(f"{API}/jobs", **form((f"{MARK}.jpg", portrait(0)), name=MARK))
    assert problem(answer, 500)["code"] == "internal"
    assert "refusing" in caplog.text
    assert MARK not in caplog.text


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_neither_is_what_has_to_wait(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with locked(database), caplog.at_level(logging.INFO):
        answer = client.post(f"{API}/jobs", **form((f"{MARK}.jpg", portrait(0)), name=MARK))
    assert problem(answer, 503)["code"] == "busy"
    assert "lock timeout" in caplog.text
    assert MARK not in caplog.text
