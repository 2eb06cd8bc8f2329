"""Every route of the app with the rule that is declared beside its view."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts.roles import Role
from core.ids import new_id
from web.rules import rule_of

UNSAFE = {"POST", "DELETE", "PUT", "PATCH"}


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address; `role` is None where it is open."""

    method: str
    rule: str
    role: Role | None

    @property
    def in_api(self) -> bool:
        return self.rule.startswith("/api/")

    @property
    def objects(self) -> list[str]:
        """The names of the ids in its address."""
        return re.findall(r"<uuid:(\w+)>", self.rule)

    def ask(self, client: FlaskClient, ids: dict[str, str] | None = None, **more: Any) -> TestResponse:  # noqa: ANN401
        """Ask for it with these ids, made-up ones where there is none."""
        path = re.sub(r"<uuid:(\w+)>", lambda name: (ids or {}).get(name[1]) or new_id(), self.rule)
        path = re.sub(r"<(\w+)>", "nothing", path)
        return client.open(path, method=self.method, buffered=True, **more)  # a stream is read to its end


def routes(app: Flask) -> list[Route]:
    """All of them but the static files, those that take something away at the end."""
    found = [
        Route(method, rule.rule, rule_of(app.view_functions[rule.endpoint]))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    ]
    return sorted(found, key=_takes_away)


def _takes_away(route: Route) -> tuple[bool, int, bool, str]:
    """Of what is deleted the parts come before the whole."""
    deletes = route.method == "DELETE"
    return deletes, -route.rule.count("/") if deletes else 0, "remove" in route.rule, route.rule
