"""Where Keras computes in this process: told by variables, since it asks when it is first imported."""

import os

from core.gpus import VISIBLE, gpus

# Memory as it is needed. Each backend takes nearly all of a GPU otherwise, and leaves none for anybody. Said
# where none was seen, too: under WSL a GPU has no file of its own, and is found all the same.
GROWING = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
# Without a GPU there is a process for each core, and more threads would get in each other's way.
ONE_CORE = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}


def take_gpu(place: int) -> bool:
    """Keep to one GPU, each process to another as far as there are. False where there is none."""
    found = gpus()
    if found:
        os.environ[VISIBLE] = found[place % len(found)]
    for name, value in (GROWING if found else GROWING | ONE_CORE).items():
        os.environ.setdefault(name, value)
    return bool(found)
