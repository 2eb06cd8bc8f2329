"""What a run of training is, noted in its folder, so that it is not taken up with other data or settings."""

import json
from collections.abc import Callable
from pathlib import Path

from training.errors import RunError

NOTE = "run.json"


def begin_or_resume(
    work: Path, identity: dict[str, object], *, resume: bool, forget: Callable[[], None]
) -> None:
    """Note what this run is, after `forget` has removed an earlier one, or check that it goes on as noted.

    `identity` is all that must not change. Raises `RunError` for a resumption that does not fit.
    """
    note, wanted = work / NOTE, json.loads(json.dumps(identity))
    if not resume:
        forget()
        work.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
        return
    if not note.is_file():
        raise RunError(f"there is nothing to resume in {work}; start without --resume")
    if json.loads(note.read_text(encoding="utf-8")) != wanted:
        raise RunError(f"{work} holds a run with other data or settings; start without --resume")
