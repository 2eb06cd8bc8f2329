"""Where the processes of a part put their numbers, so that any of them shows the sum of all.

prometheus_client writes into files of this folder, one a process, and asks for the folder when it is first
imported: this module does not import it, and comes before everything that does.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from core.settings import SettingsError

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share_numbers() -> None:
    """Make a folder that goes with this process, unless one is named: then its parts share that one.

    Raises `SettingsError` where that cannot be made or written.
    """
    named = os.environ.get(VARIABLE)
    if named:
        try:
            Path(named).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{VARIABLE}: {named} cannot be made ({error.strerror}).") from None
        if not os.access(named, os.W_OK | os.X_OK):
            raise SettingsError(f"{VARIABLE}: {named} cannot be written.")
        return
    folder, owner = tempfile.mkdtemp(prefix="browline-metrics-"), os.getpid()
    os.environ[VARIABLE] = folder

    def remove() -> None:
        if os.getpid() == owner:  # and no child of it, which ends in the same way
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)


def empty_folder(folder: Path) -> Path:
    """A folder for the numbers of all parts of one start, without those of the one before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
