"""GET /model, /healthz, /readyz, /metrics."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.presence import WorkerReport, leave, report
from core.settings import Settings
from models.registry import read_card
from tests.support.factories import create_job, create_settings, create_token, end_some
from tests.support.forms import API, portraits, problem
from web.app import create_app
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READY = WorkerReport("host:1", True, "litert", "seed-1", "", "finder-1")
FALLEN = WorkerReport("host:2", True, "keras", "seed-1", "litert: seed-1.tflite has SHA-256 …")
BROKEN = WorkerReport("host:4", False, "", "", "litert: seed-1.tflite has SHA-256 …")
LOADING = WorkerReport("host:3", False, "", "", "the model is loading")


def tell(database: Database, *reports: WorkerReport) -> None:
    with database.write() as connection:
        for said in reports:
            report(connection, said)


@pytest.fixture
def bare(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    """A client of an app without Redis, without a model and without a store."""
    (settings.home / "a file").write_text("")
    changes = {
        "redis_url": f"redis+socket://{settings.home}/nowhere.sock",
        "models": settings.home,
        "blob_url": f"file://{settings.home}/a file/blobs",
    }
    app = create_app(create_settings(**(dict(settings) | changes)))
    asking = app.test_client()
    asking.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(database)}"
    yield asking
    app.extensions[EXTENSION].close()


def test_the_card_of_the_model_is_shown(client: FlaskClient, database: Database) -> None:
    tell(database, READY)
    answer = client.get(f"{API}/model").json
    card = read_card()
    assert (answer["version"], answer["card"]["classes"]) == (card.version, list(card.classes))
    assert (answer["engine"], answer["engine_reason"]) == ("litert", "")
    assert (answer["finder"], answer["workers"][0]["finder_version"]) == ("finder-1", "finder-1")


def test_a_fall_back_is_shown_with_its_reason(client: FlaskClient, database: Database) -> None:
    tell(database, FALLEN)
    answer = client.get(f"{API}/model").json
    assert (answer["engine"], answer["engine_reason"]) == ("keras", FALLEN.reason)


def test_without_workers_no_engine_is_named(client: FlaskClient) -> None:
    assert client.get(f"{API}/model").json["engine"] is None


def test_without_a_model_there_is_no_card(bare: FlaskClient) -> None:
    assert problem(bare.get(f"{API}/model"), 404)["code"] == "no_model"


@pytest.mark.parametrize("path", ["/healthz", f"{API}/healthz"])
def test_it_is_alive(nobody: FlaskClient, path: str) -> None:
    assert nobody.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/readyz", f"{API}/readyz"])
def test_it_is_ready_with_a_worker(nobody: FlaskClient, database: Database, path: str) -> None:
    tell(database, READY)
    answer = nobody.get(path)
    assert (answer.status_code, answer.json["ready"], answer.json["missing"]) == (200, True, [])
    assert answer.json["engine"] == {"name": "litert", "model": "seed-1", "reason": ""}
    assert (answer.json["finder"], answer.json["codes"]) == ("finder-1", {})


def test_it_is_not_ready_without_workers(nobody: FlaskClient) -> None:
    answer = nobody.get("/readyz")
    assert (answer.status_code, answer.json["missing"]) == (503, ["worker: none has reported"])


def test_it_says_why_its_workers_are_not_ready(nobody: FlaskClient, database: Database) -> None:
    tell(database, LOADING)
    assert nobody.get("/readyz").json["missing"] == ["worker: the model is loading"]


@pytest.mark.parametrize(
    ("workers", "code", "missing"),
    [
        ((), "no_worker", ["worker: none has reported"]),
        ((LOADING,), "model_loading", ["worker: the model is loading"]),
        (
            (LOADING, BROKEN),
            "no_usable_model",
            [
                "worker: no model can be used (litert: seed-1.tflite has SHA-256 …)",
                "worker: the model is loading",
            ],
        ),
    ],
)
def test_what_a_worker_lacks_is_a_sentence_and_a_code(
    nobody: FlaskClient, database: Database, workers: list[WorkerReport], code: str, missing: list[str]
) -> None:
    tell(database, *workers)
    told = nobody.get("/readyz").json
    assert (told["missing"], told["codes"]) == (missing, {"worker": code})


def test_who_waits_for_a_model_is_told_without_words_of_a_library(
    client: FlaskClient, database: Database
) -> None:
    job = create_job(database, 1)
    for worker, said in ((LOADING, "das Modell wird geladen"), (BROKEN, "kein Modell ist brauchbar")):
        tell(database, worker)
        page = client.get(f"/jobs/{job}", headers={"Accept-Language": "de"}).text
        assert said in page
        assert "SHA-256" not in page
        with database.write() as connection:
            leave(connection, worker.id)


def test_one_ready_worker_is_enough(nobody: FlaskClient, database: Database) -> None:
    tell(database, LOADING, READY)
    assert nobody.get("/readyz").status_code == 200


@pytest.mark.parametrize("part", ["redis", "store"])
def test_it_is_not_ready_without_a_part(bare: FlaskClient, database: Database, part: str) -> None:
    tell(database, READY)
    answer = bare.get("/readyz")
    assert answer.status_code == 503
    assert any(missing.startswith(f"{part}: ") for missing in answer.json["missing"])
    assert answer.json["codes"][part] == f"{part}_unavailable"


def test_the_numbers_are_prometheus_text(nobody: FlaskClient, database: Database) -> None:
    create_job(database, 3)
    end_some(database, limit=1)
    tell(database, READY, LOADING)
    answer = nobody.get("/metrics")
    assert answer.content_type.startswith("text/plain")
    for line in (
        'browline_images{state="waiting"} 2.0',
        'browline_images{state="classified"} 1.0',
        "browline_workers_ready 1.0",
    ):
        assert line in answer.text


def test_an_upload_without_redis_is_accepted_all_the_same(settings: Settings, database: Database) -> None:
    away = create_settings(**(dict(settings) | {"redis_url": f"redis+socket://{settings.home}/nowhere.sock"}))
    app = create_app(away)
    headers = {"Authorization": f"Bearer {create_token(database)}"}
    answer = app.test_client().post(f"{API}/jobs", headers=headers, **portraits())
    assert answer.status_code == 202
    app.extensions[EXTENSION].close()
