"""What is made of a network is taken away, also of one that was not made whole."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cluster.network import IP, network, why_not

pytestmark = pytest.mark.thorough


def add_one_and_a_half(folder: Path) -> None:
    with network(folder) as hosts, pytest.MonkeyPatch.context() as patch:
        hosts.add("whole")
        patch.setattr("tests.cluster.network.NET", "no.address")
        hosts.add("half")


def test_a_host_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    if reason := why_not():
        pytest.skip(reason)
    with pytest.raises(subprocess.CalledProcessError):
        add_one_and_a_half(tmp_path)
    left = subprocess.run([IP, "netns", "list"], check=True, capture_output=True, text=True).stdout
    assert f"bl{os.getpid()}x" not in left
