"""The addresses that a GET shows, by walking the URL map: a page that comes to the app comes to the tests."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.support.factories import create_settings
from web.app import create_app

# Every page that somebody works on, with its title; the ids are those of the job that tests share.
PAGES = {
    "/": "Jobs – Browline",
    "/camera": "Camera – Browline",
    "/model": "Model – Browline",
    "/model?compare=browline-2,browline-3": "Versions side by side – Browline",
    "/account": "Account – Browline",
    "/accounts": "Accounts – Browline",
    "/journal": "Journal – Browline",
    "/trust": "Trust – Browline",
    "/jobs/{job_id}": "job Shared by tests – Browline",
    "/jobs/{job_id}?view=gallery": "job Shared by tests – Browline",
    "/jobs/{job_id}/trust": "Trust · job Shared by tests – Browline",
    "/faces/{face_id}": "Face 1 of face-00001.jpg · job Shared by tests – Browline",
    "/images/{image_id}": "face-00001.jpg · job Shared by tests – Browline",
    "/review": "Review – Browline",
    "/review?which=all&job={job_id}": "Review · job Shared by tests – Browline",
    "/review?which=all&job={job_id}&mode=grid": "Review · job Shared by tests – Browline",
    "/api/docs": "API – Browline",
}
SHARED = "Shared by tests"


def addresses(home: Path, ids: Mapping[str, str]) -> dict[str, str]:
    """The address of each rule, with the ids of things that are there; other names stay as they are."""
    rules = (rule for rule in create_app(create_settings(home)).url_map.iter_rules())
    return {
        rule.rule: re.sub(r"<(?:\w+:)?(\w+)>", lambda name: ids.get(name[1], name[1]), rule.rule)
        for rule in rules
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static/", "/api/v1/"))
    }
