"""Where commands write their tables."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cli.wiring import fail


def check_folder(target: str) -> None:
    """Stop with one sentence where there is no folder to write into."""
    if target != "-" and not Path(target).absolute().parent.is_dir():
        fail(f"there is no folder {Path(target).parent} to write {Path(target).name} into.", 1)


@contextmanager
def opened(target: str) -> Iterator[IO[str]]:
    """Standard output, or a file that appears under its name only when it is whole.

    Stops with one sentence where it cannot be made.
    """
    if target == "-":
        yield sys.stdout
        return
    unfinished = Path(f"{target}.unfinished")
    try:
        out = unfinished.open("w", newline="", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        fail(f"{target} cannot be written ({error.strerror}).", 1)
    try:
        with out:
            yield out
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
