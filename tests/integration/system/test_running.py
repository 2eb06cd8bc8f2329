"""The whole system as a user starts it: uploads are classified as the model says, snapshots answer."""

import csv
import io
import urllib.request

import pytest

from bench.client import Client
from bench.running import Running
from demo.pictures import jpeg, photo
from imaging.decode import decode
from models.preprocess import INPUT_SIZE, face_input
from models.registry import load
from tests.support.running import counts, labels, upload, wait_until_done

COUNT = 200
ROOM = photo(9, 640, 480, faces=0)


@pytest.fixture(scope="module")
def pictures() -> list[bytes]:
    return [jpeg(seed, 120) for seed in range(COUNT)]


@pytest.fixture(scope="module")
def job(browline: Running, pictures: list[bytes]) -> str:
    """A done job of all pictures."""
    made = upload(browline, pictures, framing="face", name="200 faces")
    wait_until_done(browline, made)
    return made


def test_every_image_is_classified(browline: Running, job: str) -> None:
    found = counts(browline, job)
    assert (found["received"], found["classified"], found["failed"]) == (COUNT, COUNT, 0)


def test_labels_and_confidences_are_the_models(browline: Running, job: str, pictures: list[bytes]) -> None:
    classifier = load()
    rows = browline.get(f"/jobs/{job}/results?limit=1000")["items"]
    for row, picture in zip(rows, pictures, strict=True):
        pixels = face_input(decode(picture, min_side=INPUT_SIZE))
        (expected,) = classifier.classify(pixels[None])
        assert row["label"] == expected.label
        assert row["confidence"] == pytest.approx(expected.confidence, abs=1e-4)
        assert row["model_version"] == classifier.version


def test_the_csv_holds_every_image(browline: Running, job: str) -> None:
    headers = {"Authorization": f"Bearer {browline.token}"}
    address = f"{browline.url}/api/v1/jobs/{job}/results.csv"
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        table = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))
    assert [row["label"] for row in table] == labels(browline, job)
    assert sorted(row["filename"][:4] for row in table) == [f"{n:04}" for n in range(COUNT)]


def test_the_faces_of_whole_photos_are_found(browline: Running) -> None:
    photos = [photo(2, 1280, 960, faces=2), photo(5, 640, 480), ROOM]
    job = upload(browline, photos, framing="auto")
    wait_until_done(browline, job)
    found = counts(browline, job)
    assert (found["classified"], found["no_face"], found["failed"]) == (2, 1, 0)
    rows = browline.get(f"/jobs/{job}/results")["items"]
    assert [(row["filename"][:4], row["status"], row["face_index"]) for row in rows] == [
        ("0000", "classified", 0),
        ("0000", "classified", 1),
        ("0001", "classified", 0),
        ("0002", "no_face", None),
    ]
    assert sorted(row["face_x"] < 640 for row in rows[:2]) == [False, True]
    assert browline.get("/model")["finder"]


def test_a_snapshot_without_anybody_says_so(browline: Running) -> None:
    client = Client(browline)
    answer = client.send("POST", "/snapshots?wait=10", ROOM, "image/jpeg")
    client.close()
    assert (answer["status"], answer["faces"], answer["label"]) == ("no_face", [], None)


def test_a_snapshot_is_answered_in_one_call(browline: Running, pictures: list[bytes]) -> None:
    client = Client(browline)
    answer = client.send("POST", "/snapshots?wait=10", pictures[0], "image/jpeg")
    client.close()
    assert answer["status"] == "classified"
    assert answer["label"] in {"female", "male"}
    assert len(answer["faces"]) == 1
    assert browline.get(f"/snapshots/{answer['id']}")["confidence"] == answer["confidence"]


def test_the_model_page_of_the_api_names_the_engine(browline: Running) -> None:
    answer = browline.get("/model")
    assert (answer["engine"], answer["engine_reason"]) == ("litert", "")
