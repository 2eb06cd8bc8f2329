"""Schemathesis against the OpenAPI document of a real server, positive, negative and stateful, finds nothing.

It runs as a program of its own, so that its plugins and warnings stay out of these tests. Every check is on;
what is left out, and why, is said in `schemathesis.toml`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.client import Client
from bench.outcomes import FOLDER
from bench.running import Running, running
from tests.support.databases import opened
from tests.support.factories import create_account
from tests.support.files import portrait
from tests.support.running import upload, wait_until_done
from web.api.described.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).parent / "schemathesis.toml"
PHASES = ("coverage", "fuzzing", "stateful")
KEPT = ("generated", "with_failures")
SECONDS = 1500  # until it is stopped, on a busy machine


@pytest.fixture(scope="module")
def prey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Browline that nobody else uses: its jobs are deleted here."""
    with running(tmp_path_factory.mktemp("described"), {"WORKERS": "1"}) as started:
        yield started


@pytest.fixture(scope="module")
def known(prey: Running) -> dict[str, str]:
    """The ids of a job, an image and a face that are there, of a reviewed job; and a reviewer's name."""
    job = upload(prey, [portrait()])
    wait_until_done(prey, job)
    row = prey.get(f"/jobs/{job}/results")["items"][0]
    with opened(f"sqlite:///{prey.home}/browline.db") as database:
        create_account(database, "ada", "reviewer")
    ids = {
        "BROWLINE_JOB": job,
        "BROWLINE_REVIEWER": "ada",
        "BROWLINE_IMAGE": row["image_id"],
        "BROWLINE_FACE": row["face_id"],
    }
    return ids | {"BROWLINE_REVIEWED": _reviewed(prey)}


def _reviewed(server: Running) -> str:
    """A job that has something to train with; at a desk whose words nobody else undoes."""
    job = upload(server, [portrait()])
    wait_until_done(server, job)
    face = server.get(f"/jobs/{job}/results")["items"][0]["face_id"]
    client = Client(server)
    client.send("POST", f"/faces/{face}/reviews?desk=kept", b'{"label": "male"}', "application/json")
    client.close()
    return job


def run(server: Running, known: dict[str, str], report: Path, *options: str) -> dict[str, Any]:
    """The report of a run that found nothing."""
    always = f"--checks all --phases {','.join(PHASES)} --request-timeout 60 --continue-on-failure --no-color"
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", *always.split()),
            *("--report", "json", "--report-json-path", str(report), *options),
            f"{server.url}/api/v1/openapi.json",
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT), "BROWLINE_TOKEN": server.token} | known,
        cwd=report.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def keep(report: dict[str, Any]) -> None:
    """Write the figures where `python -m bench.hostile` looks."""
    cases = report["test_cases"]
    figures = {"operations": report["operations"]["tested"], **{name: cases[name] for name in KEPT}}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "described.json").write_text(json.dumps(figures, indent=2) + "\n")


def check(report: dict[str, Any]) -> None:
    """Every operation was asked, answered well-formed requests, and no phase was left out."""
    assert report["complete"]
    asked = report["operations"]
    assert asked["tested"] == asked["selected"] == len(OPERATIONS) - 1  # the document itself is not asked for
    assert all(report["phases"][name]["status"] == "success" for name in PHASES)
    silent = [call for call, rates in report["valid_rates"].items() if not _accepted(rates)]
    assert silent == []


def _accepted(rates: dict[str, dict[str, int]]) -> int:
    return sum(rate["accepted"] for rate in rates.values())


@pytest.mark.thorough  # a minute; test_openapi.py compares answers with the document at each run
@pytest.mark.timeout(SECONDS)
def test_nothing_is_found(prey: Running, known: dict[str, str], tmp_path: Path) -> None:
    report = run(prey, known, tmp_path / "report.json", "--generation-deterministic", "-n", "4")
    check(report)
    keep(report)


@pytest.mark.thorough
@pytest.mark.timeout(SECONDS)
def test_nothing_is_found_by_looking_longer(prey: Running, known: dict[str, str], tmp_path: Path) -> None:
    report = run(
        prey, known, tmp_path / "report.json", "--seed", "1", "--generation-database", "none", "-n", "50"
    )
    check(report)
    keep(report)
