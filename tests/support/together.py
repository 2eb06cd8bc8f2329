"""Which tests one process runs in a row: those of a file, and of a folder that shares a running system."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# A Browline takes ten seconds of a core to start, a browser and its pictures as long.
FOLDERS = ("tests/e2e/", "tests/faults/", "tests/hostile/", "tests/integration/system/")


class Together(LoadScopeScheduling):
    """As xdist's `loadfile`, in the order of the paths: what waits for a system begins first, and fits in."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in FOLDERS if file.startswith(folder)), file)
