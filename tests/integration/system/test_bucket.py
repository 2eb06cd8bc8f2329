"""A whole running Browline whose packs lie in a bucket: everything that works with a folder works there."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import disk_usage
from typing import Any

import pytest

from bench.running import Running, running
from cli.form import multipart
from core.blobs import open_store
from demo.pictures import jpeg
from tests.support.asking import ask
from tests.support.factories import create_settings
from tests.support.films import film
from tests.support.processes import wait_for
from tests.support.running import SLOW, counts, readiness, upload, wait_until_done
from tests.support.stores import BucketPlace, bytes_of, with_bucket

pytestmark = pytest.mark.thorough  # it starts a whole system

COUNT = 100
API = "/api/v1"


@pytest.fixture(scope="module")
def server(s3: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("bucket"), with_bucket(s3)) as started:
        yield started


@pytest.fixture(scope="module")
def place(server: Running, tmp_path_factory: pytest.TempPathFactory) -> BucketPlace:
    named = ("BLOB_URL", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    reached = {name: server.environment[name] for name in named}
    return BucketPlace(create_settings(tmp_path_factory.mktemp("asking"), **reached))


@pytest.fixture(scope="module")
def job(server: Running) -> str:
    """A done job of a hundred faces."""
    made = upload(server, [jpeg(seed, 120) for seed in range(COUNT)])
    wait_until_done(server, made)
    return made


def command(server: Running, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        env=os.environ | dict(server.environment), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def rows(server: Running, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.get(f"/jobs/{job}/results?limit=1000")["items"]
    return found


def test_it_is_classified_from_the_bucket_and_nothing_lies_beside_it(
    server: Running, place: BucketPlace, job: str
) -> None:
    assert readiness(server)[0] == 200
    assert counts(server, job)["classified"] == COUNT
    assert [*place.store.folders()] == [job]
    assert [*server.home.rglob("*+crc32")] == []


def test_a_crop_for_review_and_an_export(server: Running, job: str) -> None:
    face = rows(server, job)[0]["face_id"]
    crop = ask(server, "GET", f"{API}/faces/{face}/crop?size=64")
    assert (crop.status, crop.body[:2]) == (200, b"\xff\xd8")
    table = ask(server, "GET", f"{API}/jobs/{job}/results.csv")
    assert len(list(csv.DictReader(io.StringIO(table.body.decode())))) == COUNT


def test_a_live_frame_is_answered_and_goes(server: Running, place: BucketPlace) -> None:
    body, kind = jpeg(3, 160), "image/jpeg"
    answer = ask(server, "POST", f"{API}/snapshots?keep=false&wait=10", body, kind)
    assert (answer.status, answer.json["status"]) == (200, "classified")
    assert not [pack for pack in place.all() if pack.startswith("live/")]


def test_a_video_is_sampled_and_its_file_goes(server: Running, place: BucketPlace) -> None:
    body, kind = multipart([("clip.mp4", film())], {"framing": "face", "video_every": "1"})
    made = ask(server, "POST", f"{API}/jobs", body, kind)
    assert made.status == 202, made.body
    wait_until_done(server, made.json["id"])
    assert counts(server, made.json["id"])["classified"] == 3
    wait_for(lambda: film()[:64] not in bytes_of(place, made.json["id"]), SLOW)
    assert [*server.home.glob(".fetched-*")] == []


def test_classifying_again_copies_and_erasing_leaves_the_copy(
    server: Running, place: BucketPlace, job: str
) -> None:
    again = ask(server, "POST", f"{API}/jobs/{job}/again")
    assert again.status == 202, again.body
    wait_until_done(server, again.json["id"])
    (pack,) = place.store.packs(job)
    before = place.read(pack)
    chosen = [row for row in rows(server, job) if row["label"] == "female"]
    assert 0 < len(chosen) < COUNT
    erased = ask(server, "DELETE", f"{API}/jobs/{job}/results?label=female&expect={len(chosen)}")
    assert (erased.status, erased.json["left"]) == (200, 0)
    after = place.read(pack)
    assert len(after) == len(before)
    assert after.count(0) > before.count(0) + 1000
    assert bytes_of(place, again.json["id"]) == before
    assert ask(server, "DELETE", f"{API}/jobs/{again.json['id']}").status == 204
    assert place.store.packs(again.json["id"]) == {}


def test_the_commands_know_the_bucket(server: Running, job: str) -> None:
    audited = command(server, "audit", "--json", "--grace", "0")
    assert (audited.returncode, json.loads(audited.stdout)["findings"]) == (0, []), audited.stdout
    status = command(server, "status", "--json")
    assert status.returncode == 0, status.stdout
    # A bucket does not tell; the home, in which uploads wait, is on this machine's disk.
    assert 0 < json.loads(status.stdout)["free_bytes"] < disk_usage(server.home).total
    assert command(server, "status").stdout.count(" free") == 1
    assert ask(server, "DELETE", f"{API}/jobs/{job}").status == 204
    assert command(server, "audit", "--grace", "0").returncode == 0


def test_a_wrong_key_is_a_clear_word(s3: Mapping[str, str], server: Running, tmp_path: Path) -> None:
    wrong = dict(server.environment) | {"AWS_SECRET_ACCESS_KEY": "wrong"}
    found = command(Running(tmp_path, server.port, "", server.token, server.process, wrong), "audit")
    assert found.returncode == 2
    assert "SignatureDoesNotMatch" in found.stderr
    assert s3["AWS_SECRET_ACCESS_KEY"] not in found.stderr
    assert open_store(create_settings(tmp_path, **s3, BLOB_URL=server.environment["BLOB_URL"])).folders()
