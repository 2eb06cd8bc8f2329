"""Versions of the model side by side: both cards' numbers, who serves, what people said; and broken cards."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.jobs.drawn import mark_drawn
from core.presence import WorkerReport, report
from core.settings import Settings
from models.registry import artefacts_dir
from tests.support.apps import on_pages
from tests.support.factories import (
    MODEL,
    create_account,
    create_job,
    create_settings,
    end_some,
    mark_reviewed,
)
from tests.support.forms import problem
from web.app import create_app
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST = json.loads((artefacts_dir() / "browline-2" / "card.json").read_text())


def write(models: Path, version: str, card: object) -> None:
    folder = models / version
    folder.mkdir(parents=True)
    (folder / "card.json").write_text(card if isinstance(card, str) else json.dumps(card))


def changed(value: float, **words: object) -> dict[str, Any]:
    """The first card with another balanced accuracy on its first set."""
    first, *rest = FIRST["metrics"]
    estimate = {"value": value, "low": value - 0.01, "high": value + 0.01}
    return FIRST | {"metrics": [first | {"balanced_accuracy": estimate}, *rest]} | words


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Two versions of the model, and a finder beside them."""
    folder = tmp_path / "models"
    write(folder, MODEL, changed(0.91, version=MODEL, created_at="2026-01-01T00:00:00Z"))
    write(folder, "test-2", changed(0.935, version="test-2", created_at="2026-02-02T00:00:00Z"))
    shutil.copytree(artefacts_dir() / "finder-2", folder / "finder-2", ignore=lambda *_: ["finder-2.keras"])
    return folder


@pytest.fixture
def page(models: Path, settings: Settings, database: Database) -> Iterator[FlaskClient]:
    app = create_app(create_settings(**(dict(settings) | {"models": models, "model": MODEL})))
    yield on_pages(app.test_client(), create_account(database))
    app.extensions[EXTENSION].close()


@pytest.mark.parametrize("query", [f"compare={MODEL},test-2", f"compare={MODEL}&compare=test-2"])
def test_both_cards_and_the_difference_are_shown(page: FlaskClient, query: str) -> None:
    text = page.get(f"/model?{query}").text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "91.0 %" in text
    assert "93.5 %" in text
    assert "92.5 % to 94.5 %" in text
    assert '<span class="better">+2.5</span>' in text
    assert (text.count("Jan 1, 2026"), text.count("Feb 2, 2026")) == (1, 1)
    assert "1. Jan. 2026" in page.get(f"/model?{query}", headers={"Accept-Language": "de"}).text
    assert text.index(MODEL) < text.index("test-2")


def test_who_serves_and_what_people_said_here_is_told(page: FlaskClient, database: Database) -> None:
    job = create_job(database, 4)
    ended = end_some(database)
    for image, label in zip(ended, ("female", "female", "female", "male"), strict=True):
        mark_reviewed(database, image.id, label)
    with database.write() as connection:
        report(connection, WorkerReport("host:1", True, "litert", MODEL, "", "finder-9"))
    text = page.get(f"/model?compare={MODEL},test-2").text
    assert "served by 1 worker<" in text
    assert "75.0" in text  # three of four; no sample, since these reviews are no rows of their own
    assert text.count("nothing reviewed") == 1
    assert job


def test_faces_that_it_got_wrong_are_shown_to_whose_they_are(page: FlaskClient, database: Database) -> None:
    job = create_job(database, 1)
    end_some(database)
    assert "Nobody has found it wrong" in page.get("/model").text
    face = page.get("/api/v1/review/next?which=all").json["face_id"]
    assert page.post(f"/api/v1/faces/{face}/reviews", json={"label": "male"}).status_code == 201
    text = page.get("/model").text
    assert f'src="/api/v1/faces/{face}/crop?size=256' in text
    assert "It said female, 95" in text
    assert "People said male" in text
    assert face not in page.get("/model?version=test-2").text
    with database.write() as connection:
        mark_drawn(connection, job)
    assert face not in page.get("/model").text
    assert "nothing reviewed" in page.get(f"/model?compare={MODEL},test-2").text


def test_another_version_than_that_in_use_has_its_page(page: FlaskClient) -> None:
    text = page.get("/model?version=test-2").text
    assert "<h1>test-2</h1>" in text
    assert "Not in use" in text
    assert "finder-2" not in text


@pytest.mark.parametrize(
    "query", ["version=nothing", "version=..", "version=finder-2", f"compare={MODEL},no"]
)
def test_an_unknown_version_is_said_with_those_that_there_are(page: FlaskClient, query: str) -> None:
    found = problem(page.get(f"/model?{query}"), 404)
    assert found["code"] == "no_such_version"
    assert "test-2, test-1" in found["detail"]


@pytest.mark.parametrize("query", ["compare=", f"compare={MODEL}", "compare=a,b,c,d,e"])
def test_one_version_or_too_many_are_no_comparison(page: FlaskClient, query: str) -> None:
    assert problem(page.get(f"/model?{query}"), 400)["code"] == "invalid_compare"


BROKEN = {
    "no JSON": "{",
    "no object": "[]",
    "without metrics": {key: value for key, value in FIRST.items() if key != "metrics"},
    "a word for a number": changed(0.9, default_threshold="high"),
}


@pytest.mark.parametrize("card", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_card_is_said_and_costs_only_itself(page: FlaskClient, models: Path, card: object) -> None:
    write(models, "torn", card)
    for address in ("/model", "/model?version=torn", f"/model?compare={MODEL},torn"):
        answer = page.get(address)
        assert answer.status_code == 200
        assert "Its card.json cannot be read" in answer.text
    assert [each["version"] for each in page.get("/api/v1/model").json["versions"]] == [
        "test-2",
        MODEL,
        "torn",
    ]


def test_a_broken_card_of_the_model_in_use_is_said(page: FlaskClient, models: Path) -> None:
    (models / MODEL / "card.json").write_text("[]")
    answer = page.get("/model")
    assert (answer.status_code, "Its card.json cannot be read" in answer.text) == (200, True)
    assert problem(page.get("/api/v1/model"), 404)["code"] == "no_model"


def test_one_version_alone_offers_no_comparison(page: FlaskClient, models: Path) -> None:
    shutil.rmtree(models / "test-2")
    text = page.get("/model").text
    assert "Compare side by side" not in text
