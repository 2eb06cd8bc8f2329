"""The bar of a command that works for long, on standard error."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


def progress_bar() -> Progress:
    """A bar with how many of how many are done, and the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def show_film(progress: Progress, bar: TaskID, films: int, at: float, seconds: float | None) -> None:
    """Show that so many films are done, and the next one up to `at` of its `seconds` (None: nobody knows)."""
    share = min(at / seconds, 1.0) if seconds else 0.0
    length = f" of {seconds:,.0f}" if seconds else ""
    progress.update(bar, completed=films + share, description=f"Sampling, at {at:,.0f}{length} s")
