"""Which tests one process runs in a row: those of a file, and of folders that share what is slow to start."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# A Browline takes ten seconds of a core to start, a browser and its pictures as long, TensorFlow four.
GROUPS = {
    "tests/e2e/": "e2e",
    "tests/faults/": "faults",
    "tests/hostile/": "hostile",
    "tests/integration/system/": "system",
    "tests/integration/models/": "training",
    "tests/unit/models/": "training",
    "tests/unit/training/": "training",
}


class Together(LoadScopeScheduling):
    """As xdist's `loadfile`, in the order of the paths: what waits for a system begins first, and fits in."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((group for folder, group in GROUPS.items() if file.startswith(folder)), file)
