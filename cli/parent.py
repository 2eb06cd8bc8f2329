"""Parts never outlive the supervisor that started them."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies, however it dies (Linux; elsewhere nothing happens).

    Without it a killed supervisor would leave a Redis behind that holds the home's data.
    """
    if sys.platform != "linux" or "SUPERVISOR_ENABLED" not in os.environ:
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), signal.SIGTERM)
