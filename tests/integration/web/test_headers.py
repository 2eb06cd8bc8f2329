"""Every answer is guarded: of every route and method, to its owner and to nobody, errors and 304s too."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.ids import new_id
from tests.support.files import portrait, private_jpeg
from tests.support.forms import API, portraits
from web.headers import ALWAYS
from web.rules import open_to_all

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
STYLE = "/static/css/base.css"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def addresses(app: Flask) -> list[str]:
    """Every address of the app, with made-up values, and one that is not there."""
    filled = [
        re.sub(r"<(?:(\w+):)?\w+>", lambda found: new_id() if found[1] == "uuid" else "x", rule.rule)
        for rule in app.url_map.iter_rules()
    ]
    filled.sort(key=lambda address: "sign-out" in address)  # it ends what the others are asked with
    return [*dict.fromkeys(filled), "/nothing", f"{API}/nothing", STYLE]


def check_guarded(answer: TestResponse) -> None:
    where = (answer.request.method, answer.request.path, answer.status)
    for name, value in ALWAYS.items():
        assert answer.headers.getlist(name) == [value], (*where, name)
    assert answer.headers["Cache-Control"], where
    assert "Strict-Transport-Security" not in answer.headers, where


def test_every_answer_of_every_route_is_guarded(app: Flask, client: FlaskClient, nobody: FlaskClient) -> None:
    statuses = set()
    for address in addresses(app):
        for method in METHODS:
            for who in (client, nobody):
                with who.open(address, method=method) as answer:
                    check_guarded(answer)
                    statuses.add(answer.status_code)
    assert statuses >= {200, 302, 400, 401, 404, 405}


def test_an_error_of_ours_is_guarded(app: Flask, nobody: FlaskClient) -> None:
    app.logger.disabled = True
    app.view_functions["health.healthz"] = open_to_all(broken)
    answer = nobody.get("/healthz")
    assert answer.status_code == 500
    check_guarded(answer)


def broken() -> str:
    raise RuntimeError


def test_what_has_not_changed_is_guarded(client: FlaskClient) -> None:
    for path in (f"{API}/jobs", "/jobs/list", STYLE):
        with client.get(path) as answer:
            check_guarded(answer)
        with client.get(path, headers={"If-None-Match": answer.headers["ETag"]}) as again:
            assert again.status_code == 304, path
            check_guarded(again)


def test_scripts_are_kept_for_good_under_the_address_that_pages_name(nobody: FlaskClient) -> None:
    page = nobody.get("/sign-in").text
    script, style = re.findall(r'(?:src|href)="(/static/\w{16}/(?:js/theme\.js|css/[^"]+))"', page)[::-1]
    for named in (script, style):
        with nobody.get(named) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    kept = script.split("/")[2]
    for other in ("/static/js/theme.js", script.replace(kept, "0" * 16)):
        with nobody.get(other) as again:
            assert (again.data, again.headers["Cache-Control"]) == (nobody.get(script).data, "no-cache")
    assert nobody.get(f"/static/{kept}/js/nothing.js").status_code == 404


def test_what_is_too_large_is_guarded(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10
    answer = client.post(f"{API}/snapshots", data=portrait(), content_type="image/jpeg")
    assert answer.status_code == 413
    check_guarded(answer)


def test_behind_tls_a_browser_is_told_to_stay_there(nobody: FlaskClient) -> None:
    answer = nobody.get("/healthz", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_what_is_somebodys_own_is_kept_by_no_proxy(client: FlaskClient) -> None:
    job = client.post(f"{API}/jobs", **portraits()).json["id"]
    image = client.get(f"{API}/jobs/{job}/images").json["items"][0]["image_id"]
    paths = (
        f"{API}/jobs", f"{API}/jobs/{job}", f"{API}/jobs/{job}/images", f"{API}/jobs/{job}/results",
        f"{API}/jobs/{job}/results.csv", f"{API}/jobs/{job}/results.jsonl", f"{API}/jobs/{new_id()}",
        f"{API}/images/{image}/preview", "/", f"/jobs/{job}", f"/jobs/{job}/live", f"/images/{image}",
        "/jobs/list",
    )  # fmt: skip
    for path in paths:
        assert client.get(path).headers["Cache-Control"].startswith("private"), path


@pytest.mark.parametrize("sent", [portrait(), private_jpeg()])
def test_a_picture_is_made_anew_with_a_fixed_type(client: FlaskClient, sent: bytes) -> None:
    answer = client.post(f"{API}/snapshots", data=sent, content_type="image/jpeg")
    shown = client.get(f"{API}/images/{answer.json['id']}/preview?size=96")
    assert shown.content_type == "image/jpeg"
    assert shown.data != sent
    assert shown.data[:4] == b"\xff\xd8\xff\xe0"
    assert b"SECRET" not in shown.data
