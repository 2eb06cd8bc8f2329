"""`browline demo` on a real server: a job with something of every kind, again, and gone again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.running import Running
from core.jobs.drawn import is_drawn
from demo.collection import DAMAGED, PORTRAITS, ROOMS
from tests.support.databases import opened

COMMAND = [sys.executable, "-m", "cli.main", "demo"]


def demo(server: Running, *options: str) -> "subprocess.CompletedProcess[str]":
    # The port is not named: the home knows where Browline runs.
    environment = os.environ | {"BROWLINE_HOME": str(server.home)}
    return subprocess.run(
        [*COMMAND, *options], env=environment, capture_output=True, text=True, timeout=150, check=False
    )


@pytest.fixture(scope="module")
def job(browline: Running) -> str:
    """The job of the first run."""
    made = demo(browline)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(f"{browline.url}/jobs/")
    assert made.stdout.count("\n") == 1
    return made.stdout.strip().rpartition("/")[2]


def test_there_is_something_of_every_kind(browline: Running, job: str) -> None:
    found = browline.get(f"/jobs/{job}")
    assert (found["name"], found["state"]) == ("Demo", "done")
    assert found["counts"]["failed"] == DAMAGED
    assert found["counts"]["no_face"] >= ROOMS
    assert found["counts"]["uncertain"] > 0
    assert found["counts"]["classified"] > PORTRAITS / 2
    assert found["video_count"] == 1
    rows = browline.get(f"/jobs/{job}/results?limit=1000")["items"]
    assert max(row["face_index"] or 0 for row in rows) > 0, "several faces in a photo"


def test_some_faces_are_reviewed_and_some_words_are_taken_back(browline: Running, job: str) -> None:
    rows = browline.get(f"/jobs/{job}/results?reviewed=true&limit=1000")["items"]
    assert len(rows) > 20
    assert {"female", "male", "unclear", "not_a_face"} == {row["reviewed_label"] for row in rows}
    assert any(row["reviewed_label"] != row["label"] for row in rows)


def test_it_says_that_its_faces_are_drawn(browline: Running, job: str) -> None:
    with opened(browline.sql_url) as database, database.read() as connection:
        assert is_drawn(connection, job)


def test_its_token_is_gone(browline: Running, job: str) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "cli.main", "token", "list"],
        env=os.environ | {"BROWLINE_HOME": str(browline.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "browline demo" not in listed.stdout


def test_its_jobs_are_deleted_and_no_other(browline: Running, job: str) -> None:
    others = [one["id"] for one in browline.get("/jobs")["items"] if one["id"] != job]
    removed = demo(browline, "--remove")
    assert (removed.returncode, removed.stderr) == (0, "Deleted 1 demo job.\n")
    left = [one["id"] for one in browline.get("/jobs")["items"]]
    assert job not in left
    assert left[: len(others)] == others  # behind them one that had no room on this page before


def test_without_a_server_it_says_what_to_do(browline: Running, tmp_path: Path) -> None:
    environment = os.environ | {"BROWLINE_HOME": str(browline.home), "BROWLINE_PORT": "1"}
    made = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (made.returncode, made.stdout) == (1, "")
    assert "start it with" in made.stderr
    assert made.stderr.count("\n") == 1
