"""What a change of a job may name: another threshold, or another number of opinions, or both."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Invalid
from core.jobs.create import check_threshold
from core.reviews.ask import check_opinions


@dataclass(frozen=True, slots=True)
class JobChange:
    """What is to become of a job; None stays as it is."""

    threshold: float | None
    opinions: int | None


def job_change(body: Mapping[str, object]) -> JobChange:
    """The change that a JSON object asks for. Raises `Invalid`."""
    if not body or not set(body) <= {"threshold", "opinions"}:
        raise Invalid(
            "Send a threshold, a number from 0.5 to 1, or opinions, from 1 to 3, and nothing else.",
            "invalid_threshold",
        )
    return JobChange(
        _threshold(body["threshold"]) if "threshold" in body else None,
        _opinions(body["opinions"]) if "opinions" in body else None,
    )


def _threshold(said: object) -> float:
    if not isinstance(said, int | float) or isinstance(said, bool):
        raise Invalid("Send a threshold, a number from 0.5 to 1.", "invalid_threshold")
    return float(check_threshold(said))  # checked first: a whole number may be too large for a float


def _opinions(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise Invalid("opinions must be 1, 2 or 3.", "invalid_opinions")
    return check_opinions(said)
