"""Which GPUs this machine has for us, told without loading what computes on them."""

import os
from pathlib import Path

VISIBLE = "CUDA_VISIBLE_DEVICES"  # narrows them down, and is what every library of NVIDIA's obeys
NO_GPU = "No GPU was found, so Keras computes on the CPU."


def gpus(devices: Path = Path("/dev")) -> list[str]:
    """Their names as `CUDA_VISIBLE_DEVICES` takes them; none where it hides all, or there are none."""
    named = os.environ.get(VISIBLE)
    if named is not None:
        return [name for name in map(str.strip, named.split(",")) if name not in {"", "-1"}]
    # CUDA counts from 0 what it finds: a container's only GPU may be /dev/nvidia3, and is "0" all the same.
    return [str(number) for number, _ in enumerate(devices.glob("nvidia[0-9]*"))]
