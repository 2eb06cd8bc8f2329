"""Progress on standard error, so that standard output stays for results."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track as rich_track

T = TypeVar("T")
CONSOLE = Console(stderr=True)


def track(items: Sequence[T], title: str) -> Iterable[T]:
    """The items, with a bar and the time left on a terminal; silent in a log file."""
    return rich_track(items, title, console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal)


def say(line: str) -> None:
    """One line for whoever watches the run or reads its log."""
    CONSOLE.print(line, highlight=False, markup=False, soft_wrap=True)
