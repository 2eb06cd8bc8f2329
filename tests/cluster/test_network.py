"""What is made of a network is taken away, also of one that was not made whole."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cluster.network import IP, network, why_not

pytestmark = pytest.mark.thorough


def test_a_host_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if reason := why_not():
        pytest.skip(reason)
    with pytest.raises(subprocess.CalledProcessError), network(tmp_path) as hosts:
        hosts.add("whole")
        monkeypatch.setattr("tests.cluster.network.NET", "no.address")
        hosts.add("half")
    left = subprocess.run([IP, "netns", "list"], check=True, capture_output=True, text=True).stdout
    assert f"bl{os.getpid()}x" not in left
