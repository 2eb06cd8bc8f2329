"""Stored bytes are deleted or changed on the disk: their images fail with a reason, and nobody else's do."""

from pathlib import Path

import pytest

from bench.running import Running
from core.blobs.checksum import CHECKSUM_BYTES
from tests.faults.causes import stopped_between_writes
from tests.faults.pictures import expected_label
from tests.faults.recorder import Recorder
from tests.support.files import Portraits
from tests.support.running import labels, upload, wait_until_done

FILES = Portraits(6)  # two jobs of them are one batch


def pack(server: Running, job: str) -> Path:
    """The one pack of a job."""
    (found,) = (server.home / "blobs" / job).iterdir()
    return found


def codes(server: Running, job: str) -> list[str | None]:
    rows = server.get(f"/jobs/{job}/results?sort=created")["items"]
    return [row["error_code"] for row in rows]


@pytest.mark.thorough
@pytest.mark.fault("blob deleted", "a job's pack is removed while its images wait beside others")
def test_deleted(fragile: Running, outcome: Recorder) -> None:
    with stopped_between_writes(fragile):
        hurt = upload(fragile, FILES)
        outcome.accepted(hurt, len(FILES))
        outcome.upload(FILES)
        gone = pack(fragile, hurt)
        whole = gone.read_bytes()
        gone.unlink()
    outcome.healed()
    outcome.check()
    assert codes(fragile, hurt) == ["bytes_missing"] * len(FILES)
    gone.write_bytes(whole)  # or the auditor would rightly complain


@pytest.mark.thorough
@pytest.mark.fault("blob changed", "a bit of a waiting picture, and another one put in the place of a third")
def test_changed(fragile: Running, outcome: Recorder) -> None:
    with stopped_between_writes(fragile):
        job = upload(fragile, FILES)
        outcome.accepted(job, len(FILES))
        outcome.upload(FILES)
        path = pack(fragile, job)
        path.write_bytes(changed(path.read_bytes()))
    outcome.healed()
    outcome.check()
    wait_until_done(fragile, job)
    harmed = {1: "bytes_changed", 4: "bytes_changed"}
    assert codes(fragile, job) == [harmed.get(n) for n in range(len(FILES))]
    assert labels(fragile, job) == [
        None if n in harmed else expected_label(file) for n, file in enumerate(FILES)
    ]


def changed(pack: bytes) -> bytes:
    """The second picture with another bit near its end, the fourth in the place of the fifth."""
    ends = [0]
    for file in FILES:
        ends.append(ends[-1] + len(file) + CHECKSUM_BYTES)
    assert ends[-1] == len(pack), "the store keeps these as they are sent"
    data = bytearray(pack)
    data[ends[2] - CHECKSUM_BYTES - 40] ^= 1
    data[ends[4] : ends[5] - CHECKSUM_BYTES] = FILES[3].ljust(len(FILES[4]), b"\0")[: len(FILES[4])]
    return bytes(data)
