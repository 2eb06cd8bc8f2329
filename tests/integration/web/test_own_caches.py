"""What takes long is tested with the caches that production has, not with those that other tests share."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from core.database import Database

pytestmark = [pytest.mark.thorough, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def test_an_app_and_a_database_compile_for_themselves(app: Flask, database: Database) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {Rule}
    assert app.jinja_env.bytecode_cache is None
    with database.read() as connection:
        assert "compiled_cache" not in connection.get_execution_options()
