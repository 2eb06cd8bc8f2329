"""The model's page: what a card holds is there for people to read; and the threshold that it offers."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.presence import WorkerReport, report
from core.settings import Settings
from models.registry import artefacts_dir
from tests.support.apps import on_pages
from tests.support.factories import create_account, create_settings
from tests.support.forms import problem
from web.app import create_app
from web.context import EXTENSION
from web.words.numbers import SPACE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PUBLISHED = json.loads((artefacts_dir() / "seed-1" / "card.json").read_text())
SHARE = {"value": 0.912, "low": 0.9, "high": 0.925}
YEARS = {"value": 6.04, "low": 5.8, "high": 6.31}
NEWER = {
    "training": PUBLISHED["training"] | {"energy_wh": 123.4, "teacher": "a large one", "backend": "jax"},
    "slices": [
        PUBLISHED["metrics"][0] | {"set": name, "balanced_accuracy": {"value": value, "low": 0.4, "high": 1}}
        for name, value in (("test: age 40 to 49", 0.9), ("test: hats", 0.5))
    ],
    "coverage": [{"set": "real-masks", "threshold": 0.832, "answered": 0.7, "accuracy": 0.94}],
    "age": [{"set": "faces", "n": 1947, "within_one_group": SHARE, "mean_absolute_error_years": YEARS}],
    "mask": [{"set": "bare and masked faces", "n": 900, "balanced_accuracy": SHARE}],
    "default_threshold": 0.87,
}


@pytest.fixture
def card() -> dict[str, Any]:
    """The first card with what newer ones hold besides."""
    return PUBLISHED | NEWER


@pytest.fixture
def page(
    card: dict[str, Any], settings: Settings, database: Database, tmp_path: Path
) -> Iterator[FlaskClient]:
    """A client of an app whose model has this card."""
    folder = tmp_path / "models" / "seed-1"
    shutil.copytree(artefacts_dir() / "seed-1", folder, ignore=shutil.ignore_patterns("*.keras", "*.h5"))
    (folder / "card.json").write_text(json.dumps(card))
    app = create_app(create_settings(**(dict(settings) | {"models": folder.parent, "model": "seed-1"})))
    yield on_pages(app.test_client(), create_account(database))
    app.extensions[EXTENSION].close()


def test_what_a_person_must_know_is_there(page: FlaskClient, card: dict[str, Any]) -> None:
    text = page.get("/model").text
    for words in (
        card["purpose"],
        card["not_for"],
        "For non-commercial research only",
        "123.4 Wh",
        "a large one",
    ):
        assert words in text
    assert "Keras 3.15.1 on jax" in text
    assert "16.1 minutes" in text


def test_who_classifies_and_who_finds_faces_is_named(page: FlaskClient, database: Database) -> None:
    with database.write() as connection:
        report(connection, WorkerReport("host:1", True, "litert", "seed-1", "", "finder-9"))
    text = page.get("/model").text
    assert "<strong>LiteRT</strong> serves seed-1 in 1 worker; faces are found by finder-9" in text


def test_every_measure_has_its_interval(page: FlaskClient) -> None:
    text = page.get("/model").text
    for measured in PUBLISHED["metrics"]:
        for name in ("accuracy", "balanced_accuracy", "recall_female", "recall_male"):
            low, value, high = (100 * measured[name][part] for part in ("low", "value", "high"))
            assert f"{value:.1f}{SPACE}% ({low:.1f} to {high:.1f})" in text


def test_so_have_age_and_mask(page: FlaskClient) -> None:
    text = page.get("/model").text
    assert text.count(f"91.2{SPACE}% (90.0 to 92.5)") == 2
    assert "6.0 years (5.8 to 6.3)" in text


def test_the_worst_slice_comes_first(page: FlaskClient) -> None:
    text = page.get("/model").text
    assert 0 < text.index("Drawn masks: hats") < text.index("Drawn masks: age 40 to 49")


def test_a_threshold_of_the_table_is_a_link_to_a_new_job(page: FlaskClient) -> None:
    assert 'href="/?threshold=0.84"' in page.get("/model").text  # 83.2 %, rounded up
    assert 'value="0.84"' in page.get("/?threshold=0.84").text


def test_without_a_threshold_a_job_takes_what_the_card_advises(page: FlaskClient) -> None:
    assert 'value="0.87"' in page.get("/").text
    assert page.post("/api/v1/jobs", data={"expected": "3"}).json["threshold"] == 0.87  # type: ignore[index]


def test_a_threshold_above_99_per_cent_is_kept_to_the_thousandth(page: FlaskClient) -> None:
    text = page.get("/?threshold=0.995").text
    assert 'step="0.0001" value="0.995"' in text
    assert "99.5" in text


@pytest.mark.parametrize("threshold", ["0.4", "2", "x", "nan"])
def test_a_threshold_that_makes_no_sense_is_refused(page: FlaskClient, threshold: str) -> None:
    assert problem(page.get(f"/?threshold={threshold}"), 400)["code"] == "invalid_threshold"


def test_the_artefacts_figures_are_shown(page: FlaskClient) -> None:
    assert page.get("/model").text.count("/model/figures/") == 6  # three, each a picture and a link
    with page.get("/model/figures/confusion.png") as answer:
        assert (answer.content_type, answer.data[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.parametrize("name", ["card", "..%2fcard", "nothing"])
def test_nothing_but_its_figures_is_given_out(page: FlaskClient, name: str) -> None:
    assert page.get(f"/model/figures/{name}.png").status_code == 404


def test_a_card_from_before_there_were_slices_is_shown_too(settings: Settings, database: Database) -> None:
    app = create_app(create_settings(**(dict(settings) | {"model": "seed-1"})))
    answer = on_pages(app.test_client(), create_account(database)).get("/model")
    assert answer.status_code == 200
    assert "not measured" in answer.text
    assert "not known: Mask type, Age group, Skin tone, Head covering, Light, Face size." in answer.text
    app.extensions[EXTENSION].close()


def test_without_a_model_the_page_says_so(settings: Settings, database: Database) -> None:
    app = create_app(create_settings(**(dict(settings) | {"models": settings.home})))
    browser = on_pages(app.test_client(), create_account(database))
    answer = browser.get("/model")
    assert (answer.status_code, "No model is published here" in answer.text) == (200, True)
    assert browser.get("/model/figures/confusion.png").status_code == 404
    app.extensions[EXTENSION].close()
