"""What can go wrong between an artefact on disk and an answer."""

from collections.abc import Sequence


class EngineFailure(RuntimeError):
    """An engine gave something that is no answer: NaN, infinity or the wrong shape."""


class ArtefactRejected(Exception):
    """One file of an artefact must not serve; the message says why."""


class NoUsableArtefact(RuntimeError):
    """Nothing of an artefact can serve. `reasons` has one sentence for each thing that was tried."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(reasons) or "no artefact is published")
