"""Damaged model files: a visible fall-back, else images wait until a file is whole again."""

import json
import signal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from bench.running import Running
from models.card import CARD_NAME
from models.finders.registry import DEFAULT_FINDER
from models.registry import default_version
from tests.faults.recorder import Recorder
from tests.support.files import portrait
from tests.support.processes import children, kill, part, wait_for
from tests.support.running import counts, readiness, upload, wait_until_done, wait_until_ready

ENDINGS = (".tflite", ".keras", ".weights.h5")


@pytest.fixture
def spoil(models: Path, fragile: Running) -> Iterator["Spoiler"]:
    spoiler = Spoiler(models / default_version(models), fragile)
    yield spoiler
    spoiler.repair()


@pytest.fixture
def spoil_finder(models: Path, fragile: Running) -> Iterator["Spoiler"]:
    spoiler = Spoiler(models / (models / DEFAULT_FINDER).read_text().strip(), fragile)
    yield spoiler
    spoiler.repair()


class Spoiler:
    """Changes a byte in model files, and undoes it."""

    def __init__(self, folder: Path, server: Running) -> None:
        self._folder = folder
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

    def replace(self, ending: str) -> None:
        """Put other weights, in as many bytes, in the place of a file that is in use."""
        for path in self._folder.iterdir():
            if path.name.endswith(ending):
                data = self._whole[path] = path.read_bytes()
                half = len(data) // 2
                path.write_bytes(data[:half] + bytes(len(data) - half))

    def misfit(self, other: Path) -> None:
        """Give every file the content of another artefact's, and let the card vouch for it."""
        card = json.loads((self._folder / CARD_NAME).read_text())
        for path in self._folder.iterdir():
            if path.name.endswith((*ENDINGS, CARD_NAME)):
                self._whole[path] = path.read_bytes()
        for name in card["files"]:
            (content,) = (file.read_bytes() for file in other.glob(f"*{name[name.index('.') :]}"))
            (self._folder / name).write_bytes(content)
            card["files"][name] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
        (self._folder / CARD_NAME).write_text(json.dumps(card))
        self.restart_worker()

    def restart_worker(self) -> None:
        """As an operator would."""
        worker = part(self._server.home, "worker")
        kill(worker, signal.SIGTERM)
        wait_for(lambda: not Path(f"/proc/{worker}").exists(), 60)  # one that still loads ends its wait first


@pytest.mark.thorough  # TensorFlow is loaded in the middle of it
@pytest.mark.timeout(600)
def test_a_damaged_litert_file_falls_back_visibly(fragile: Running, spoil: Spoiler) -> None:
    spoil.damage(".tflite")
    wait_for(lambda: (readiness(fragile)[1].get("engine") or {}).get("name") == "keras", 90)
    engine = readiness(fragile)[1]["engine"]
    assert "SHA-256" in engine["reason"]
    assert fragile.get("/model")["engine"] == "keras"
    job = upload(fragile, [portrait(n) for n in range(20)])
    wait_until_done(fragile, job)
    assert counts(fragile, job)["classified"] == 20


@pytest.mark.timeout(600)
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


@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_a_damaged_finder_falls_back_visibly(fragile: Running, spoil_finder: Spoiler) -> None:
    spoil_finder.damage(".tflite")
    wait_for(
        lambda: "finder: litert" in ((readiness(fragile)[1].get("engine") or {}).get("reason") or ""), 90
    )
    job = upload(fragile, [portrait(n, 200) for n in range(4)], framing="auto")
    wait_until_done(fragile, job)
    found = counts(fragile, job)
    assert (found["classified"] + found["no_face"], found["failed"]) == (4, 0)


@pytest.mark.thorough  # as without a usable model, above
@pytest.mark.timeout(600)
def test_without_a_usable_finder_nothing_is_guessed(fragile: Running, spoil_finder: Spoiler) -> None:
    spoil_finder.damage(*ENDINGS)
    wait_for(lambda: any("SHA-256" in missing for missing in readiness(fragile)[1].get("missing", [])))
    photos, crops = (upload(fragile, [portrait(1, 200)], framing=framing) for framing in ("auto", "face"))
    assert [counts(fragile, job)["waiting"] for job in (photos, crops)] == [1, 1]
    spoil_finder.repair()
    wait_until_ready(fragile)
    for job in (photos, crops):
        wait_until_done(fragile, job)
        assert counts(fragile, job)["failed"] == 0


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("model replaced", "other weights are written over its file while it serves")
def test_a_model_that_is_replaced_while_it_serves_goes_on(
    fragile: Running, spoil: Spoiler, outcome: Recorder
) -> None:
    worker = part(fragile.home, "worker")
    before = [worker, *children(worker)]
    spoil.replace(".tflite")
    outcome.healed()
    outcome.upload([portrait(n) for n in range(40)])
    outcome.check()
    assert [worker, *children(worker)] == before
    spoil.restart_worker()
    wait_for(lambda: (readiness(fragile)[1].get("engine") or {}).get("name") == "keras", 90)


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("model missing", "the folder of the model is moved away and comes back")
def test_without_a_model_images_wait_until_it_is_there(
    fragile: Running, models: Path, spoil: Spoiler, outcome: Recorder
) -> None:
    folder = models / default_version(models)
    away = folder.rename(models / "away")
    try:
        spoil.restart_worker()
        wait_for(lambda: any("card" in missing for missing in readiness(fragile)[1].get("missing", [])))
        job = outcome.upload([portrait(n) for n in range(20)])
        assert counts(fragile, job)["waiting"] == 20
    finally:
        away.rename(folder)
    outcome.healed()
    outcome.check()


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("network of a wrong shape", "two logits instead of eleven; the card vouches for its file")
def test_a_network_of_another_shape_serves_nobody(
    fragile: Running, models: Path, spoil: Spoiler, outcome: Recorder
) -> None:
    spoil.misfit(models / "seed-1")
    wait_for(lambda: any("shape" in missing for missing in readiness(fragile)[1].get("missing", [])), 90)
    job = outcome.upload([portrait(n) for n in range(20)])
    assert counts(fragile, job)["waiting"] == 20
    spoil.repair()
    outcome.healed()
    outcome.check()
