"""A job's threshold as a slider: what each step would leave to people, and how much of the rest is right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.results.places import PLACES
from core.results.tally import Place
from core.results.thresholds import STEPS, left_uncertain
from core.reviews.interval import Share
from core.reviews.sample import Settled
from core.reviews.trust import coverage


@dataclass(frozen=True, slots=True)
class Step:
    """One threshold; `right` is None where no settled face of the sample would be answered."""

    threshold: float
    left: int
    right: Share | None
    now: bool  # it is the job's


@dataclass(frozen=True, slots=True)
class Slider:
    """A job's steps; the one that is saved is among them, whatever it is."""

    steps: Sequence[Step]
    faces: int

    @property
    def now(self) -> int:
        """The place of the step that is saved."""
        return next(place for place, step in enumerate(self.steps) if step.now)

    @property
    def data(self) -> str:
        """The steps for the page's script: threshold, left, and what is right with its interval."""
        return json.dumps(
            [
                [step.threshold, step.left, *((r.value, r.low, r.high) if (r := step.right) else ())]
                for step in self.steps
            ]
        )


def slider_of(places: Sequence[Place], threshold: float, sample: Sequence[Settled]) -> Slider:
    """The slider of a job with this threshold."""
    left = {step / PLACES: count for step, count in zip(STEPS, left_uncertain(places), strict=True)}
    # The database has compared them with the job's own, which may be no thousandth.
    left[threshold] = sum(each.faces for each in places if each.under or each.doubted)
    thresholds = sorted(left)
    kept = {each.threshold: each.right for each in coverage(sample, thresholds)}
    steps = [Step(each, left[each], kept.get(each), each == threshold) for each in thresholds]
    return Slider(steps, sum(each.faces for each in places))
