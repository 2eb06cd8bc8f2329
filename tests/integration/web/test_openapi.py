"""The document that describes the API is valid, whole and true."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import select

from core.database import Database
from core.tables import Result
from tests.support.factories import end_in_turn, failed, sure, talked_about
from tests.support.files import portrait
from tests.support.forms import API, portraits
from web.api.described.document import openapi_document
from web.api.fields import FILTER_WORDS
from web.rules import rule_of

DOCUMENT = openapi_document()


def described() -> set[tuple[str, str]]:
    return {(path, method.upper()) for path, calls in DOCUMENT["paths"].items() for method in calls}


def served(app: Flask) -> set[tuple[str, str]]:
    return {
        (re.sub(r"<(?:uuid:)?(\w+)>", r"{\1}", rule.rule.removeprefix(API)), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{API}/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def check(body: Any, path: str, method: str = "get", status: str = "200") -> None:  # noqa: ANN401 - JSON
    answer = DOCUMENT["paths"][path][method]["responses"][status]
    schema = answer["content"]["application/json"]["schema"] | {"components": DOCUMENT["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(body)


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_document_is_served(nobody: FlaskClient) -> None:
    assert nobody.get(f"{API}/openapi.json").json == DOCUMENT
    page = nobody.get("/api/docs")
    assert (page.status_code, "in-english" in page.text) == (200, False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_its_page_is_in_the_reader_s_language_and_says_what_is_not(nobody: FlaskClient) -> None:
    page = nobody.get("/api/docs", headers={"Accept-Language": "de"}).text
    assert "<h1>Die API von Browline</h1>" in page
    assert "So fängt es an" in page
    assert "sind auf Englisch beschrieben" in page
    assert '<span lang="en">Ready to accept and classify</span>' in page
    assert 'Liste von <a href="#schema-' in page
    assert ", nötig · uuid" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_and_method_is_described(app: Flask) -> None:
    assert described() == served(app)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_open_calls_are_described_as_open(app: Flask) -> None:
    for (path, method), view in _views(app).items():
        is_open = DOCUMENT["paths"][path][method.lower()].get("security") == []
        assert is_open == (rule_of(view) is None), path


def _views(app: Flask) -> dict[tuple[str, str], Callable[..., Any]]:
    routes = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(f"{API}/"):
            path = re.sub(r"<(?:uuid:)?(\w+)>", r"{\1}", rule.rule.removeprefix(API))
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                routes[path, method] = app.view_functions[rule.endpoint]
    return routes


def test_every_operation_has_its_own_name() -> None:
    names = [call["operationId"] for calls in DOCUMENT["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names))


def test_answers_are_as_described(client: FlaskClient, database: Database) -> None:
    made = client.post(f"{API}/jobs", **portraits(2)).json
    check(made, "/jobs", "post", "202")
    job = f"{API}/jobs/{made['id']}"
    check(client.post(f"{job}/images", **portraits(1)).json, "/jobs/{job_id}/images", "post", "202")
    end_in_turn(database, sure, failed, talked_about)
    check(client.get(f"{API}/jobs").json, "/jobs")
    check(client.get(job).json, "/jobs/{job_id}")
    check(client.get(f"{job}/images").json, "/jobs/{job_id}/images")
    check(client.get(f"{job}/results").json, "/jobs/{job_id}/results")
    for action in ("cancel", "retry", "close"):
        check(client.post(f"{job}/{action}").json, f"/jobs/{{job_id}}/{action}", "post", "202")
    check(client.get(f"{API}/model").json, "/model")
    check(client.get(f"{API}/readyz").json, "/readyz", status="503")


@pytest.mark.parametrize("how", [sure, failed])
def test_a_snapshots_answer_is_as_described(client: FlaskClient, database: Database, how) -> None:  # noqa: ANN001
    held = client.post(f"{API}/snapshots", data=portrait(), content_type="image/jpeg")
    check(held.json, "/snapshots", "post", "202")
    end_in_turn(database, how)
    check(client.get(held.headers["Location"]).json, "/snapshots/{image_id}")


def test_a_cancelled_snapshots_answer_is_as_described(client: FlaskClient) -> None:
    held = client.post(f"{API}/snapshots", data=portrait(), content_type="image/jpeg")
    job = client.get(f"{API}/jobs").json["items"][0]["id"]
    client.post(f"{API}/jobs/{job}/cancel")
    answer = client.get(held.headers["Location"])
    if answer.status_code == 200:
        check(answer.json, "/snapshots/{image_id}")


def test_the_filters_are_described_with_their_words() -> None:
    parameters = DOCUMENT["paths"]["/jobs/{job_id}/results"]["get"]["parameters"]
    words = {one["name"]: one["schema"].get("enum") for one in parameters}
    assert words["age_group"][-1] == "70+"
    assert words["mask"] == ["none", "worn"]
    assert words["quality_flag"] == ["blurred", "dark", "tiny", "turned", "none"]
    assert set(words) - {"job_id"} == FILTER_WORDS


def test_problems_are_as_described(client: FlaskClient) -> None:
    answer = client.get(f"{API}/jobs?limit=0")
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    Draft202012Validator(schema).validate(answer.json)


def test_pictures_are_of_the_described_type(client: FlaskClient, database: Database) -> None:
    image = client.post(f"{API}/jobs", **portraits()).json["accepted"][0]["image_id"]
    end_in_turn(database, sure)
    with database.read() as connection:
        face = connection.execute(select(Result.id)).scalar_one()
    for path in (f"/images/{image}/preview", f"/faces/{face}/crop"):
        assert client.get(f"{API}{path}").content_type == "image/jpeg"
