"""`browline up` and the commands beside it: one at a time, stopped in time, going on where it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.running import Running, running
from tests.support.files import plain, portrait
from tests.support.running import counts, labels, upload, wait_until_done

COMMAND = [sys.executable, "-m", "cli.main"]


def run(server: Running, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"BROWLINE_HOME": str(server.home), "BROWLINE_PORT": str(server.port)}
    return subprocess.run(
        [*COMMAND, *words], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_token_is_printed_alone_while_the_server_runs(browline: Running) -> None:
    made = run(browline, "token", "create", "script")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith("brw_")
    assert made.stdout.count("\n") == 1
    changed = Running(browline.home, browline.port, browline.link, made.stdout.strip(), browline.process)
    assert "items" in changed.get("/jobs")


def test_a_new_link_is_printed(browline: Running) -> None:
    made = run(browline, "link")
    assert made.stdout.startswith(f"{browline.url}/sign-in?token=")
    assert made.returncode == 0


def test_a_second_start_in_the_same_home_is_refused(browline: Running) -> None:
    second = run(browline, "up")
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.count("\n") == 1
    assert "is running already" in second.stderr


def test_a_taken_port_is_named(browline: Running, tmp_path: Path) -> None:
    other = Running(tmp_path, browline.port, "", "", browline.process)
    second = run(other, "up")
    assert second.returncode == 1
    assert second.stderr.startswith("browline: BROWLINE_PORT: ")


@pytest.mark.parametrize(("name", "value"), [("WORKERS", "none"), ("DATABASE_URL", "mysql://x")])
def test_a_wrong_setting_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    environment = os.environ | {"BROWLINE_HOME": str(tmp_path), name: value}
    started = subprocess.run(
        [*COMMAND, "up"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert started.returncode == 2
    assert started.stderr.startswith(f"browline: {name}: ")


@pytest.mark.thorough  # 25 s; the faults stop it at every run
def test_ctrl_c_stops_in_the_middle_and_the_next_start_goes_on(tmp_path: Path) -> None:
    slow = [plain("PNG", (3000, 3000))] * 30 + [portrait(seed) for seed in range(20)]
    environment = {"WORKERS": "1", "BATCH_MAX": "8", "LEASE_SECONDS": "3", "SWEEP_SECONDS": "0.5"}
    with running(tmp_path, environment) as first:
        job = upload(first, slow)
        assert counts(first, job)["waiting"] > 0
        first.process.send_signal(2)
        first.process.wait(60)  # however busy the machine is; on a quiet one it takes 7 to 8 seconds
        assert first.process.returncode == 0
    with running(tmp_path, environment) as second:
        wait_until_done(second, job)
        found = counts(second, job)
        assert (found["classified"], found["failed"]) == (50, 0)
        assert len(labels(second, job)) == 50
