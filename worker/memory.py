"""How much memory a pool's child may have."""

import resource
from contextlib import suppress


def bound_memory(most: int) -> None:
    """Let what eats memory fail here, before the kernel ends whichever process it likes."""
    _, allowed = resource.getrlimit(resource.RLIMIT_DATA)
    least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    with suppress(ValueError, OSError):  # macOS knows no such bound
        resource.setrlimit(resource.RLIMIT_DATA, (least, allowed))
