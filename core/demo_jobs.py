"""Which jobs `browline demo` made, or were made of its own: a file in the home names them, so that it can
delete them again.

Their faces are drawn. So what people say of them tells nothing of photographs, and counts only on their own
pages.
"""

import json
from collections.abc import Sequence
from pathlib import Path

FILE = "demo-jobs.json"


def demo_jobs(home: Path) -> Sequence[str]:
    """The ids of the demo's jobs, the oldest first; some may be deleted."""
    made = home / FILE
    return list(json.loads(made.read_text())) if made.exists() else []


def note_demo_job(home: Path, job_id: str) -> None:
    """Put a job down as the demo's. Pages read the file meanwhile, so it is changed as a whole."""
    made = home / FILE
    new = made.with_suffix(".new")
    new.write_text(json.dumps([*demo_jobs(home), job_id]))
    new.replace(made)


def forget_demo_jobs(home: Path) -> None:
    """They are deleted."""
    (home / FILE).unlink(missing_ok=True)
