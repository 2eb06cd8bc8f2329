"""Damaged model files: a visible fall-back, else images wait until a file is whole again."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.running import Running
from models.registry import default_version
from tests.support.files import portrait
from tests.support.processes import kill, part, wait_for
from tests.support.running import counts, readiness, upload, wait_until_done, wait_until_ready

ENDINGS = (".tflite", ".keras", ".weights.h5")


@pytest.fixture
def spoil(models: Path, fragile: Running) -> Iterator["Spoiler"]:
    spoiler = Spoiler(models, fragile)
    yield spoiler
    spoiler.repair()


class Spoiler:
    """Changes a byte in model files, and undoes it."""

    def __init__(self, models: Path, server: Running) -> None:
        self._folder = models / default_version(models)
        self._server = server
        self._whole: dict[Path, bytes] = {}

    def damage(self, *endings: str) -> None:
        """Change the files of these endings and let the worker find out."""
        for path in self._folder.iterdir():
            if path.name.endswith(endings):
                data = self._whole[path] = path.read_bytes()
                path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        self.restart_worker()

    def repair(self) -> None:
        """Make them whole."""
        for path, data in self._whole.items():
            path.write_bytes(data)

    def restart_worker(self) -> None:
        """As an operator would."""
        worker = part(self._server.home, "worker")
        kill(worker, signal.SIGTERM)
        wait_for(lambda: not Path(f"/proc/{worker}").exists())


@pytest.mark.timeout(180)
def test_a_damaged_litert_file_falls_back_visibly(fragile: Running, spoil: Spoiler) -> None:
    spoil.damage(".tflite")
    wait_for(lambda: (readiness(fragile)[1].get("engine") or {}).get("name") == "keras", 90)
    engine = readiness(fragile)[1]["engine"]
    assert "SHA-256" in engine["reason"]
    assert fragile.get("/model")["engine"] == "keras"
    job = upload(fragile, [portrait(n) for n in range(20)])
    wait_until_done(fragile, job)
    assert counts(fragile, job)["classified"] == 20


@pytest.mark.timeout(180)
def test_without_a_usable_model_images_wait_until_there_is_one(fragile: Running, spoil: Spoiler) -> None:
    spoil.damage(*ENDINGS)
    wait_for(lambda: any("SHA-256" in missing for missing in readiness(fragile)[1].get("missing", [])))
    assert readiness(fragile)[0] == 503
    job = upload(fragile, [portrait(n) for n in range(20)])
    assert counts(fragile, job)["waiting"] == 20
    spoil.repair()
    wait_until_ready(fragile)
    wait_until_done(fragile, job)
    assert counts(fragile, job)["classified"] == 20
