"""The loop closes: by the commands of docs/model.md reviews teach a version, and it classifies again."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.client import Client
from bench.running import Running, running
from models.card import load_card
from models.registry import artefacts_dir, default_version
from tests.support.processes import wait_for
from tests.support.running import upload, wait_until_done, wait_until_ready
from tests.unit.training.folder import write_face

pytestmark = [pytest.mark.timeout(900), pytest.mark.thorough]  # 54 s of CPU on a busy machine
PORT = "http://127.0.0.1:8000"
COUNT = 24
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models of our own, with what serves by default."""
    folder = tmp_path_factory.mktemp("models")
    version = default_version()
    shutil.copytree(artefacts_dir() / version, folder / version)
    (folder / "default").write_text(version)
    return folder


def commands() -> list[str]:
    """Those of the section, as they stand there."""
    text = (ROOT / "docs" / "model.md").read_text()
    section = text.split("### Retrain on what was reviewed")[1].split("\n### ")[0]
    return re.findall(r"^\$ (.*)$", section, re.MULTILINE)


def run(command: str, folder: Path, server: Running, job: str, environment: Mapping[str, str]) -> str:
    """Run a line of the docs, with this server and this Browline in the place of those that it names."""
    line = command.replace(PORT, server.url).replace(".venv/bin/browline", f"{sys.executable} -m cli.main")
    if " train " in line:
        line += " --epochs 1"
    shown = {"ID": job, "TOKEN": server.token, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["/bin/bash", "-c", line],
        cwd=folder, env=os.environ | dict(environment) | shown,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def pictures(folder: Path) -> list[bytes]:
    """In turn bright ones, whom people will call female, and dark ones."""
    found = []
    for number in range(COUNT):
        path = folder / ("Female" if number % 2 == 0 else "Male") / f"{number}.jpg"
        write_face(path, number)
        found.append(path.read_bytes())
    return found


def review(server: Running, job: str) -> None:
    """Settle all faces but one, and call one unclear."""
    client = Client(server)
    rows = server.get(f"/jobs/{job}/results?limit=100&sort=created")["items"]
    for number, row in enumerate(rows[:-1]):
        label = "unclear" if number == 5 else ("female", "male")[number % 2]
        body = f'{{"label": "{label}"}}'.encode()
        client.send("POST", f"/faces/{row['face_id']}/reviews", body, "application/json")
    client.close()


def labels(server: Running, job: str) -> list[str]:
    return [row["label"] for row in server.get(f"/jobs/{job}/results?limit=100&sort=created")["items"]]


def pages(server: Running, *paths: str) -> list[str]:
    """What somebody sees who follows a new sign-in link."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    browser.open(server.new_link(), timeout=60).close()
    return [browser.open(f"{server.url}{path}", timeout=60).read().decode() for path in paths]


def test_reviews_teach_a_version_that_classifies_again(models: Path, tmp_path: Path) -> None:
    folder, home, old = tmp_path / "here", tmp_path / "home", default_version(models)
    folder.mkdir()
    environment = {"BROWLINE_MODELS": str(models), "WORKERS": "1"}
    *before, again = commands()
    assert [line.split()[1] for line in before] == ["-H", "train", "publish"]
    with running(home, environment) as server:
        wait_until_ready(server)
        job = upload(server, pictures(tmp_path))
        wait_until_done(server, job)
        review(server, job)
        said = [run(line, folder, server, job, environment) for line in before]
    assert "reviewed-1 is published in" in said[1]
    assert f"Published: reviewed-1 is the default in {models}" in said[2]
    card = load_card(models / "reviewed-1")
    assert [(each.set, each.n) for each in card.metrics] == [("validation", held_out(folder))]
    assert "that people reviewed, held out" in card.metrics[0].description
    assert card.training.recipe.startswith(f"begun from {old};")
    assert old in card.calibration.fitted_on
    assert card.default_threshold == load_card(models / old).default_threshold

    with running(home, environment) as server:
        assert wait_until_ready(server)
        assert server.get("/model")["version"] == "reviewed-1"
        new = json.loads(run(again, folder, server, job, environment))["id"]
        wait_until_done(server, new)
        changed = sum(
            one != other for one, other in zip(labels(server, job), labels(server, new), strict=True)
        )
        counted = wait_for(lambda: compared(server, new), 60)
        assert (counted["again_of"], counted["changed"]) == (job, changed)
        versions = {row["model_version"] for row in server.get(f"/jobs/{new}/results")["items"]}
        assert versions == {"reviewed-1"}
        beside, about = pages(server, f"/model?compare={old},reviewed-1", f"/jobs/{new}")
        assert f">{old}</a>" in beside
        assert ">reviewed-1</a>" in beside
        assert ("reviewed-1 says otherwise" if changed else "reviewed-1 says the same") in about


def compared(server: Running, job: str) -> dict[str, Any] | None:
    found: dict[str, Any] = server.get(f"/jobs/{job}")
    return found if found["changed"] is not None else None


def held_out(folder: Path) -> int:
    """In the archive: of what was unpacked nothing stays."""
    assert not list((folder / ".training").rglob("*.jpg"))
    assert not list((folder / ".training").rglob("*.npy"))
    with zipfile.ZipFile(folder / "reviewed.zip") as archive:
        return sum(name.startswith("Validation/") for name in archive.namelist())
