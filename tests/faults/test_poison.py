"""Pictures that a decoder dies, hangs or eats memory over: each fails after three tries, and harms nobody."""

import pytest

from bench.running import Running
from core.work.release import MAX_LOSSES
from tests.faults.pictures import expected_label
from tests.faults.poison import Harm, poison
from tests.faults.recorder import Recorder
from tests.support.files import Portraits
from tests.support.running import labels, upload

MATES = Portraits(20)
SECONDS = 300  # three leases and as many new processes an image, on a busy machine


def check(server: Running, outcome: Recorder, *harms: Harm) -> None:
    """The poisonous fail with their reason, and the others get their labels."""
    outcome.healed()
    files = [*MATES[:9], *map(poison, harms), *MATES[9:]]
    job = upload(server, files)
    outcome.accepted(job, len(files))
    outcome.check(SECONDS)
    poisonous = [poison(harm) for harm in harms]
    assert labels(server, job) == [None if one in poisonous else expected_label(one) for one in files]
    failed = server.get(f"/jobs/{job}/results?status=failed")["items"]
    assert [row["error_code"] for row in failed] == ["worker_lost"] * len(harms)
    assert all(f"{MAX_LOSSES} times" in row["error_detail"] for row in failed)


@pytest.mark.timeout(600)
@pytest.mark.fault("image that crashes its decoder", "the process dies over it (SIGSEGV) at each try")
def test_one_that_crashes(fragile: Running, outcome: Recorder) -> None:
    check(fragile, outcome, "crash")


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("image that hangs its decoder", "it hangs in C with the interpreter's lock")
def test_one_that_hangs(fragile: Running, outcome: Recorder) -> None:
    check(fragile, outcome, "hang")


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("image that eats memory", "its decoder allocates until it gets no more (1.5 GB a process)")
def test_one_that_eats_memory(fragile: Running, outcome: Recorder) -> None:
    check(fragile, outcome, "memory")


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("poisonous images together", "three that crash, three that hang, three that eat memory")
def test_all_together(fragile: Running, outcome: Recorder) -> None:
    check(fragile, outcome, *(("crash", "hang", "memory") * 3))
