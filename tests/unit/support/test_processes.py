"""Processes are looked at while they and their threads come and go."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import children, stands_still, wait_for


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as started:
        yield started
        started.kill()


def test_a_thread_that_ends_while_it_is_looked_at_is_passed_over(
    child: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Path.glob

    def with_one_that_has_ended(path: Path, pattern: str) -> list[Path]:
        return [path / pattern.replace("*", "0"), *there(path, pattern)]

    monkeypatch.setattr(Path, "glob", with_one_that_has_ended)
    assert child.pid in children(os.getpid())
    assert not stands_still(child.pid)


def test_a_stopped_process_stands_still(child: "subprocess.Popen[bytes]") -> None:
    assert not stands_still(child.pid)
    child.send_signal(signal.SIGSTOP)
    wait_for(lambda: stands_still(child.pid))
