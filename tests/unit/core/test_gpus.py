"""Which GPUs there are, by the devices and by the variable that hides them."""

from pathlib import Path

import pytest

from core.gpus import VISIBLE, gpus
from core.settings import Settings


def test_they_are_counted_as_cuda_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VISIBLE, raising=False)
    assert gpus(tmp_path) == []
    for name in ("nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm", "null"):
        (tmp_path / name).touch()
    assert gpus(tmp_path) == ["0", "1"]


@pytest.mark.parametrize(
    ("told", "seen"), [("", []), ("-1", []), ("3", ["3"]), ("0, GPU-1f", ["0", "GPU-1f"])]
)
def test_the_variable_narrows_them_down(told: str, seen: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, told)
    assert gpus() == seen


def test_keras_has_a_process_a_gpu_and_litert_one_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKERS", raising=False)
    monkeypatch.setenv(VISIBLE, "0,1,2,3,4,5,6")
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert [Settings(engine=engine).workers for engine in ("litert", "keras")] == [2, 7]
    monkeypatch.setenv(VISIBLE, "")
    assert Settings(engine="keras").workers == 2
    monkeypatch.setenv("WORKERS", "3")
    assert Settings(engine="keras").workers == 3
