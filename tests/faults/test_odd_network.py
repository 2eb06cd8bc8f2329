"""A published network has no answer to some pictures: they fail with a reason, and the others get theirs."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from bench.running import Running, running
from core.tables import Result
from imaging.decode import decode
from models.preprocess import face_input
from models.registry import load
from tests.faults.conftest import ENVIRONMENT
from tests.faults.recorder import Recorder
from tests.support.auditing import opened_of
from tests.support.files import plain, portrait
from tests.support.publishing import publish_afraid_of_the_dark
from tests.support.running import labels, upload

DARK = plain(colour=(9, 9, 9))


@pytest.fixture(scope="module")
def afraid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_afraid_of_the_dark(tmp_path_factory.mktemp("afraid"))


@pytest.fixture(scope="module")
def hurt_afraid(tmp_path_factory: pytest.TempPathFactory, afraid: Path) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("hurt-afraid")
    with running(home, ENVIRONMENT | {"BROWLINE_MODELS": str(afraid)}) as started:
        yield started


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fragile", ["afraid"], indirect=True)
@pytest.mark.fault("network that answers NaN", "for some pictures of a batch; it passes its self-test")
def test_pictures_without_an_answer_fail_alone(fragile: Running, outcome: Recorder, afraid: Path) -> None:
    outcome.healed()
    files = [DARK if n % 5 == 2 else portrait(n) for n in range(20)]
    job, lonely = upload(fragile, files), upload(fragile, [DARK])
    outcome.accepted(job, len(files))
    outcome.accepted(lonely, 1)
    outcome.check()
    bright = [file for file in files if file != DARK]
    said = iter(load(directory=afraid).classify(np.stack([face_input(decode(file)) for file in bright])))
    assert labels(fragile, job) == [None if file == DARK else next(said).label for file in files]
    failed = [row for one in (job, lonely) for row in failures(fragile, one)]
    assert [row["error_code"] for row in failed] == ["no_answer"] * 5
    assert not any(math.isnan(number) for number in numbers(fragile))


def failures(server: Running, job: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = server.get(f"/jobs/{job}/results?status=failed")["items"]
    return found


def numbers(server: Running) -> list[float]:
    """All that the rows say in numbers."""
    columns = (Result.confidence, Result.p_female, Result.p_male, Result.face_score)
    with opened_of(server) as database, database.read() as connection:
        rows = connection.execute(select(*columns)).all()
    return [float(number) for row in rows for number in row if number is not None]
