"""A worker's numbers: the sum over its processes, on a port of their own, for who has the token."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bench.running import free_port
from core.settings import Settings
from tests.support.factories import create_settings
from worker.metrics_port import MetricsPort

TOKEN = "t" * 32
# Three children of one parent, as Celery's are, each of which has a batch.
FORKING = """
import os
from core.telemetry.metric_files import share_numbers
share_numbers()
from prometheus_client import CollectorRegistry
from core.telemetry.exposition import exposition
from worker.metrics import SweepMetrics, WorkMetrics
metrics, sweeper = WorkMetrics(), SweepMetrics()
for images in (1, 30, 64):
    if os.fork() == 0:
        metrics.claimed(0, images)
        metrics.ended({"classified": images}, images)
        os._exit(0)
    os.wait()
print(exposition(CollectorRegistry()).decode())
print("folder", os.environ["PROMETHEUS_MULTIPROC_DIR"])
"""


def ask(port: int, path: str = "/metrics", token: str = "") -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - ours
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, ""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return create_settings(tmp_path, worker_metrics_port=free_port(), metrics_token=TOKEN)


def test_processes_show_the_sum_of_all_and_leave_nothing_behind() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", FORKING],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for line in (
        'browline_claims_total{kind="bulk"} 3.0',
        'browline_batch_images_sum{kind="bulk"} 95.0',
        'browline_batch_images_bucket{kind="bulk",le="32.0"} 2.0',
        'browline_images_ended_total{outcome="classified"} 95.0',
        "browline_faces_total 95.0",
    ):
        assert line in done.stdout.splitlines()
    folder = done.stdout.split()[-1]
    assert "browline-metrics-" in folder
    assert not Path(folder).exists()


def test_the_port_answers_who_has_the_token(settings: Settings) -> None:
    MetricsPort(settings).open()
    port = settings.worker_metrics_port
    assert ask(port)[0] == ask(port, token="x" * 32)[0] == 401
    assert ask(port, token=TOKEN)[0] == 200
    assert ask(port, "/else", TOKEN)[0] == 404


def test_a_port_that_is_taken_ends_nobody(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    MetricsPort(settings).open()
    MetricsPort(settings).open()
    assert f"WORKER_METRICS_PORT: {settings.worker_metrics_port} cannot be used" in caplog.text


def test_there_is_none_unless_it_is_asked_for(tmp_path: Path) -> None:
    port = MetricsPort(create_settings(tmp_path))
    port.open()
    port.leave()
