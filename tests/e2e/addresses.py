"""The addresses that a GET shows, by walking the URL map: a page that comes to the app comes to the tests."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.support.factories import create_settings
from web.app import create_app


def addresses(home: Path, ids: Mapping[str, str]) -> dict[str, str]:
    """The address of each rule, with the ids of things that are there; other names stay as they are."""
    rules = (rule for rule in create_app(create_settings(home)).url_map.iter_rules())
    return {
        rule.rule: re.sub(r"<(?:\w+:)?(\w+)>", lambda name: ids.get(name[1], name[1]), rule.rule)
        for rule in rules
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static/", "/api/v1/"))
    }
