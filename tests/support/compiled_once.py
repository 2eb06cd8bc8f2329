"""What each app and each database compiles anew, kept for all that one process of tests makes.

Every test makes an app and a database of its own, or asks the auditor of one; alone it would spend most of
its time on statements, templates and rules that the test before has compiled as well. Runs of what takes
long share nothing, as production does (`tests/conftest.py`).
"""

from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_MOST = 2000  # statements


class _Statements(LRUCache[Hashable, Any]):
    """Compiled statements; every engine brings a dialect object of its own, of which the name is enough."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:  # noqa: ANN401 - as SQLAlchemy has it
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:  # noqa: ANN401
        super().__setitem__((key[0].name, *key[1:]), value)


class _Templates(BytecodeCache):
    """The code of templates; Jinja itself sees to it that it is of the same source."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


class _Rule(Rule):
    """A rule whose functions that write its addresses are those of every rule of the same words."""

    _builders: dict[Hashable, Callable[..., tuple[str, str]]] = {}  # noqa: RUF012 - one for all

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, str(self.defaults), self.merge_slashes, append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


def keep_compiled() -> None:
    """Let all apps and databases that this process makes from now on share it."""
    statements = _Statements(_MOST)

    @event.listens_for(Engine, "engine_connect")
    def _share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=statements)

    Flask.jinja_options = {"bytecode_cache": _Templates()}
    Flask.url_rule_class = _Rule
