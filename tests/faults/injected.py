"""How faults come inside the processes of a running Browline, which itself knows nothing of them."""

import os
from pathlib import Path

_HERE = Path(__file__).parent


def environment() -> dict[str, str]:
    """Lets every Python of a system import `inside/sitecustomize.py` when it starts."""
    others = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join([str(_HERE / "inside"), str(_HERE.parents[1]), others])}
