"""One process a GPU, and no GPU whole; without one, a core."""

import os

import pytest

from core.gpus import VISIBLE
from worker.device import GROWING, ONE_CORE, take_gpu


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*GROWING, *ONE_CORE):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_each_process_takes_another_as_far_as_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    for place in range(3):
        monkeypatch.setenv(VISIBLE, "4,6")
        assert take_gpu(place)
        taken.append(os.environ[VISIBLE])
    assert taken == ["4", "6", "4"]
    assert os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"


def test_without_one_it_keeps_to_a_core_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    assert not take_gpu(0)
    assert (os.environ["TF_NUM_INTRAOP_THREADS"], os.environ["OMP_NUM_THREADS"]) == ("1", "8")
    assert GROWING.items() <= os.environ.items()  # a GPU that was not seen may be there
