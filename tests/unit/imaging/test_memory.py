"""A sound picture is not called damaged because there was no memory for it."""

import subprocess
import sys

import pytest

from imaging.accept import accept
from tests.support.files import plain

from .samples import LIMITS

DECODING = """
import resource, sys
from imaging.decode import decode

data = sys.stdin.buffer.read()
used = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData:"))
resource.setrlimit(resource.RLIMIT_DATA, (1024 * used + int(sys.argv[1]) * 2**20,) * 2)
try:
    decode(data)
except Exception as error:
    print("MemoryError" if isinstance(error, MemoryError) else type(error).__name__)
else:
    print("decoded")
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds data")


def decoded(data: bytes, megabytes: int) -> str:
    """What comes of decoding in a process that may take so much more memory."""
    command = [sys.executable, "-c", DECODING, str(megabytes)]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().strip()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP"])
def test_a_sound_picture_that_does_not_fit_is_not_damaged(form: str) -> None:
    data = accept(plain(form, (2800, 2800)), LIMITS).data
    assert decoded(data, 12) == "MemoryError"
    assert decoded(data, 512) == "decoded"


def test_a_damaged_picture_is_damaged_where_it_would_fit() -> None:
    data = accept(plain("PNG", (1000, 1000)), LIMITS).data
    middle = len(data) // 2
    broken = data[:middle] + bytes(byte ^ 255 for byte in data[middle : middle + 40]) + data[middle + 40 :]
    assert decoded(broken, 512) == "ImageUndecodable"
