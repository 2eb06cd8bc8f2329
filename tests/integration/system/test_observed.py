"""A running Browline tells what it does: numbers of all its parts, lines with ids, and its status."""

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bench.running import Running, free_port
from cli.web_lock import NAME as LOCK
from cli.web_lock import web_runs_in
from core.database import Database
from core.presence import WorkerReport, report
from core.settings import Settings
from migrations.migrate import migrate
from tests.support.asking import ask
from tests.support.files import portrait
from tests.support.processes import wait_for
from tests.support.running import upload, wait_until_done

IMAGES = 20


def numbers(server: Running) -> dict[str, float]:
    text = ask(server, "GET", "/metrics").body.decode()
    rows = [row.rsplit(" ", 1) for row in text.splitlines() if row and row[0] != "#"]
    assert len({name for name, _ in rows}) == len(rows)  # what is said twice Prometheus refuses
    return {name: float(value) for name, value in rows}


def status(home: Path, *words: str, **others: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli.main", "status", *words]
    environment = os.environ | {"BROWLINE_HOME": str(home)} | others
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_one_address_has_the_numbers_of_all_parts(browline: Running) -> None:
    before = numbers(browline)
    job = upload(browline, [portrait(n) for n in range(IMAGES)])
    wait_until_done(browline, job)

    def more(name: str) -> float:
        return numbers(browline).get(name, 0) - before.get(name, 0)

    wait_for(lambda: more('browline_images_ended_total{outcome="classified"}') >= IMAGES)
    assert more("browline_uploaded_images_total") >= IMAGES  # the web's
    assert more('browline_batch_images_sum{kind="bulk"}') >= IMAGES  # the workers'
    for stage in ("claim", "read", "decode", "classify", "finish"):
        assert more(f'browline_batch_stage_seconds_sum{{stage="{stage}"}}') > 0
    wait_for(lambda: more('browline_sweeps_total{outcome="ok"}') > 0)  # and the sweeper's


def test_the_lines_of_a_batch_lead_from_the_job_to_the_request(browline: Running) -> None:
    job = upload(browline, [portrait(n) for n in range(IMAGES)])
    wait_until_done(browline, job)
    logs = browline.home / "log"

    def batches() -> list[tuple[str, str]]:
        """How many images were classified in each batch of the job, and how many it had."""
        line = rf"batch ended .* batch=[0-9a-f-]{{36}} .*classified=(\d+) .*images=(\d+) .*'{job}'"
        return re.findall(line, (logs / "worker.log").read_text())

    wait_for(lambda: sum(int(images) for _, images in batches()) == IMAGES)
    assert all(classified == images for classified, images in batches())
    (sent, *_) = [line for line in (logs / "web.log").read_text().splitlines() if f"job={job} " in line]
    assert re.search(r"answered .*method=POST request=[0-9a-f-]{36} route=/api/v1/jobs .*status=202", sent)


def test_its_status_is_told_in_the_terminal(browline: Running) -> None:
    told = status(browline.home)  # the port is not set here, and found all the same
    assert told.returncode == 0, told.stdout + told.stderr
    parts = re.findall(r"^(\w+) +ok", told.stdout, re.MULTILINE)
    assert parts == ["web", "database", "worker", "store", "redis", "sweeper"]
    assert re.search(r"^queue +\d+ +waiting", told.stdout, re.MULTILINE)
    found = json.loads(status(browline.home, "--json").stdout)
    assert (found["ready"], found["missing"], set(found["queue"])) == (
        True, [], {"waiting", "claimed", "oldest_seconds", "states"},
    )  # fmt: skip
    assert found["workers"][0]["engine"] == "litert"


def test_what_is_missing_has_another_exit_status(browline: Running) -> None:
    told = status(browline.home, "--json", REDIS_URL="redis://127.0.0.1:1")
    assert told.returncode == 1
    assert json.loads(told.stdout)["missing"] == ["redis: it does not answer"]


def test_where_nothing_runs_that_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    told = status(tmp_path / "home")
    assert told.returncode == 3
    assert told.stdout.startswith(f"Nothing runs in {tmp_path}/home. Start it: ")
    assert json.loads(status(tmp_path / "home", "--json").stdout) == {"ready": False, "running": False}
    assert not (tmp_path / "home").exists()


def test_the_web_of_another_home_is_not_this_one_s(browline: Running, tmp_path: Path) -> None:
    """A home whose web has ended, and the port of one that runs, as the default port may be."""
    with web_runs_in(tmp_path):
        pass
    with closing(Database(Settings(home=tmp_path).sql_url)) as database:
        migrate(database)
        told = status(tmp_path, BROWLINE_PORT=str(browline.port))
        assert (told.returncode, told.stdout[:16]) == (3, "Nothing runs in ")
        with database.write() as connection:
            report(
                connection, WorkerReport("here:1", ready=True, engine="litert", model_version="v", reason="")
            )
    told = status(tmp_path, "--json", BROWLINE_PORT=str(browline.port))
    missing = [each for each in json.loads(told.stdout)["missing"] if each.startswith("web: ")]
    address = f"http://127.0.0.1:{browline.port}"
    assert missing == [f"web: none runs in {tmp_path}; what answers at {address} is of another home"]
    (tmp_path / LOCK).unlink()  # as a web of an older version leaves it, which may be the one that answers
    told = status(tmp_path, "--json", BROWLINE_PORT=str(browline.port))
    assert json.loads(told.stdout)["parts"]["web"] == "ok"


def test_a_web_that_runs_elsewhere_is_not_missed(browline: Running, tmp_path: Path) -> None:
    """As in a container of a worker: no web, and a home of its own."""
    told = status(
        tmp_path,
        "--json",
        DATABASE_URL=browline.sql_url,
        REDIS_URL=Settings(home=browline.home).broker_url,
        BROWLINE_HOST="0.0.0.0",  # noqa: S104
        BROWLINE_PORT=str(free_port()),
        SECRET_KEY="x" * 32,
    )
    found = json.loads(told.stdout)
    assert (told.returncode, found["missing"]) == (0, [])
    assert set(found["parts"]) == {"database", "worker", "store", "redis"}


def test_a_folder_for_numbers_that_cannot_be_made_stops_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    names = {"BROWLINE_HOME": str(tmp_path), "PROMETHEUS_MULTIPROC_DIR": f"{tmp_path}/file/numbers"}
    command = [sys.executable, "-m", "cli.main", "sweeper"]
    done = subprocess.run(
        command, env=os.environ | names, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    said = f"browline: PROMETHEUS_MULTIPROC_DIR: {tmp_path}/file/numbers cannot be made (Not a directory).\n"
    assert done.stderr == said


def test_settings_that_cannot_be_used_stop_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    away = "postgresql://x@127.0.0.1:1/x"
    for names, said in (
        ({"BROWLINE_HOME": f"{tmp_path}/file/home"}, "BROWLINE_HOME: "),
        ({"BROWLINE_HOME": f"{tmp_path}/home", "DATABASE_URL": away}, "DATABASE_URL: the database does not"),
        (
            {"BROWLINE_HOME": f"{tmp_path}/home", "BROWLINE_PORT": "x", "BROWLINE_PROT": "1"},
            "BROWLINE_PORT: ",
        ),
    ):
        command = [sys.executable, "-m", "cli.main", "migrate"]
        done = subprocess.run(
            command, env=os.environ | names, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode in {1, 2}
        assert done.stderr.startswith(f"browline: {said}"), done.stderr
        assert len(done.stderr.splitlines()) == 1
