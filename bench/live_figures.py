"""What a live camera had: every frame that was sent counts, and one without an answer is infinitely late."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Live:
    """Frames a second of wall time, and milliseconds from a frame's grab to its answer or its drawn boxes.

    `troubles` is how often a frame had to wait, or was refused; `bulk` are images a second that ended beside.
    """

    rate: float
    p50: float
    p95: float
    sent: int
    unanswered: int
    troubles: int
    bulk: float = 0.0


NOT_MEASURED = Live(0.0, math.inf, math.inf, 0, 0, 0)


def figures(
    took: Sequence[float], *, sent: int, seconds: float, troubles: int, drawn: int | None = None
) -> Live:
    """Of `sent` frames those with an answer `took` so many milliseconds, and `drawn` (or all) were seen."""
    unanswered = sent - len(took)
    times = sorted([*took, *[math.inf] * unanswered])
    seen = len(took) if drawn is None else drawn
    return Live(seen / seconds, within(times, 0.5), within(times, 0.95), sent, unanswered, troubles)


def within(times: Sequence[float], share: float) -> float:
    """The time that this share of sorted `times` did not exceed; infinite where there are none."""
    return times[max(0, math.ceil(share * len(times)) - 1)] if times else math.inf


def told(events: Sequence[dict[str, Any]], began: float, now: float) -> Live:
    """The figures of the frames that a camera page grabbed between two times, in milliseconds.

    Those under way in the end may still be told of as answered, but not as drawn within that time.
    """
    ours = [event for event in events if began <= event["grabbed"] <= now]
    count = [event["what"] for event in ours].count
    return figures(
        [event["at"] - event["grabbed"] for event in ours if event["what"] in {"drawn", "overtaken"}],
        sent=count("sent"),
        seconds=(now - began) / 1000,
        troubles=count("trouble"),
        drawn=sum(event["what"] == "drawn" and event["at"] <= now for event in ours),
    )


def for_json(live: Live) -> dict[str, float | None]:
    """By name; what is infinite, which JSON has no word for, is none."""
    values = ((name, getattr(live, name)) for name in Live.__dataclass_fields__)
    return {name: value if math.isfinite(value) else None for name, value in values}
