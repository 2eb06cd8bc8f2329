"""Results are exported while they arrive: each export is one moment's, every row of it whole."""

import csv
import io
import urllib.request

import pytest

from bench.running import Running
from core.results.row import COLUMNS
from tests.faults.pictures import slow_pictures
from tests.faults.recorder import Recorder
from tests.faults.systems import on_both_databases
from tests.support.running import counts

COUNT = 200  # pictures, which take several times what an export does


def export(server: Running, job: str) -> list[dict[str, str]]:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{server.url}/api/v1/jobs/{job}/results.csv", headers={"Authorization": f"Bearer {server.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))


@on_both_databases
@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("export while results arrive", "CSV again and again until the job is done")
def test_every_export_is_one_moments(fragile: Running, outcome: Recorder) -> None:
    job = outcome.upload(slow_pictures(COUNT))
    outcome.healed()
    lengths, done = [0], False
    while not done:
        before = counts(fragile, job)
        rows = export(fragile, job)
        after = counts(fragile, job)
        assert before["classified"] <= len(rows) <= after["classified"]
        assert len({row["image_id"] for row in rows}) == len(rows)
        assert all(set(row) >= set(COLUMNS) and row["label"] and row["confidence"] for row in rows)
        lengths.append(len(rows))
        done = before["classified"] == COUNT
    assert lengths == sorted(lengths)
    assert len(set(lengths)) > 2, "no export came in between"
    outcome.check()
