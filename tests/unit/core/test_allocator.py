import ctypes
import subprocess
import sys

import pytest

# As much as a form with some photographs has in memory at once, taken and given back again and again.
TAKE_AND_GIVE_BACK = """
import resource
from core.allocator import keep_freed_memory

def faults():
    began = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(100):
        pieces = [b"x" * 1_000_000 for _ in range(8)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - began

before = faults()
keep_freed_memory()
faults()
print(before, faults())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library than glibc")
def test_memory_that_was_given_back_is_used_again() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", TAKE_AND_GIVE_BACK], check=True, capture_output=True, text=True
    )

    before, after = map(int, printed.stdout.split())
    assert before > 10_000
    assert after < 1_000
