"""Desks are woken by time while batches go on, and at once where somebody rang."""

from pathlib import Path

import pytest

from tests.support.factories import create_settings
from worker.desk import Desk
from worker.station import Station
from worker.videos import desks


def test_a_lingering_loop_wakes_them_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[float] = []
    clock = {"now": 0.0}
    monkeypatch.setattr(desks.time, "monotonic", lambda: clock["now"])
    monkeypatch.setattr(Desk, "wake", lambda _: woken.append(clock["now"]))
    made = desks.Desks(Station(create_settings(tmp_path)), lambda: False)
    for clock["now"] in (100.0, 100.004, 100.9, 101.0):
        made.wake_now_and_then()
    assert woken == [100.0, 100.0, 101.0, 101.0]
    made.wake()
    assert len(woken) == 6
