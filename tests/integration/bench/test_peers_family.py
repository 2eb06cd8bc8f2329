"""A peer's processes are all found and all ended, however they hide."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from bench.peers.family import Family, spent
from bench.peers.serving import last_words, started
from tests.support.processes import wait_for

# A parent with a child that leaves its session and its environment, and one that hears no polite signal.
CHILD = "import time; print('ready', flush=True); time.sleep(60)"
DEAF = "import signal; [signal.signal(s, signal.SIG_IGN) for s in (2, 15)]; " + CHILD.replace("ready", "deaf")
PARENT = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {CHILD!r}], start_new_session=True, env={{}})
subprocess.Popen([sys.executable, "-c", {DEAF!r}], start_new_session=True)
while time.process_time() < 0.3:
    pass
print("worked", flush=True)
time.sleep(60)
"""


def _said(home: Path, words: set[str]) -> bool:
    return words <= set(last_words(home).split())


def test_all_are_found_counted_and_ended(tmp_path: Path) -> None:
    with started([sys.executable, "-c", PARENT], tmp_path, {}, 0.2) as (process, family):
        before = family.used()
        wait_for(lambda: _said(tmp_path, {"ready", "deaf", "worked"}))
        members = family.alive()
        assert len(members) == 3
        assert process.pid in {pid for pid, _ in members}
        assert spent(before, family.used()) > 0.1
        assert os.getpid() not in {pid for pid, _ in members}
    assert family.alive() == frozenset()
    assert not any(_runs(pid) for pid, _ in members)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def test_an_orphan_is_known_by_its_mark() -> None:
    family = Family()
    orphan = f"{sys.executable} -c 'import time; time.sleep(60)' >/dev/null 2>&1 &"
    parent = subprocess.run(["/bin/sh", "-c", orphan], env=os.environ | family.environment, check=True)
    assert parent.returncode == 0
    (left,) = family.alive()
    family.end(left[0], signal.SIGTERM, 10)
    assert family.gone(0)
