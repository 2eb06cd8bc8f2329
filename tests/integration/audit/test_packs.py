"""Bytes that are gone, cut or forgotten are found, each of them alone."""

import os
import time
from pathlib import Path

from core.audit.types import Bounds
from core.blobs import LIVE
from core.ids import new_id
from tests.integration.audit.world import World
from tests.support.auditing import codes

PATIENT = Bounds(grace_seconds=60)


def packs(stored: World, job: str) -> list[Path]:
    return sorted((stored.folder / job).iterdir())


def make_old(folder: Path) -> None:
    then = time.time() - 100
    for path in (*folder.iterdir(), folder):
        os.utime(path, (then, then))


def test_nothing_is_wrong_with_a_sound_world(stored: World) -> None:
    assert codes(stored.database, stored.store) == {}


def test_a_pack_that_is_gone(stored: World) -> None:
    packs(stored, stored.open)[0].unlink()
    assert codes(stored.database, stored.store) == {"bytes_missing": 2}


def test_a_pack_that_was_cut(stored: World) -> None:
    os.truncate(packs(stored, stored.done)[0], 15)
    assert codes(stored.database, stored.store) == {"bytes_short": 3}


def test_a_store_that_is_gone(stored: World) -> None:
    stored.folder.rename(stored.folder.with_name("elsewhere"))
    assert codes(stored.database, stored.store) == {"bytes_missing": 8}


def test_a_pack_that_no_row_names(stored: World) -> None:
    with stored.store.pack(stored.done) as pack:
        pack.add(b"its rows were never committed")
    assert codes(stored.database, stored.store, PATIENT) == {}
    make_old(stored.folder / stored.done)
    assert codes(stored.database, stored.store, PATIENT) == {"bytes_without_row": 1}


def test_a_live_frame_that_nobody_has(stored: World) -> None:
    with stored.store.pack(LIVE) as pack:
        pack.add(b"the web was killed before it committed")
    assert codes(stored.database, stored.store, PATIENT) == {}
    assert codes(stored.database, stored.store) == {"bytes_without_row": 1}


def test_a_folder_whose_job_is_gone(stored: World) -> None:
    job = new_id()
    with stored.store.pack(job) as pack:
        pack.add(b"its job was never committed")
    assert codes(stored.database, stored.store, PATIENT) == {}
    make_old(stored.folder / job)
    assert codes(stored.database, stored.store, PATIENT) == {"bytes_without_job": 1}


def test_what_is_not_ours_in_the_folder_is_left_alone(stored: World) -> None:
    (stored.folder / "lost+found").mkdir()
    (stored.folder / "lost+found" / "#1").write_bytes(b"")
    (stored.folder / "notes.txt").write_bytes(b"")
    assert codes(stored.database, stored.store) == {}
