"""Which of two artefacts is better, in one sentence that says how sure that is."""

from dataclasses import dataclass

from models.card import Interval
from training.mcnemar import Discordant

UNLIKELY = 0.05  # a split of the discordant pictures that luck gives more rarely than this is no luck
LEAST_P = 0.001  # below, a sentence says no more than that


@dataclass(frozen=True, slots=True)
class Verdict:
    """`better` is the name of one of the two, None where they cannot be told apart."""

    better: str | None
    sentence: str


def verdict(first: str, second: str, on: str, apart: Interval, split: Discordant, *, enough: bool) -> Verdict:
    """From the difference of balanced accuracy, `first` minus `second`, on the pictures that `on` names.

    They are told apart where the 95 % interval leaves out zero and McNemar's exact test of `split` agrees.
    Either alone is too easily sure: the bootstrap where few pictures are discordant (four to none keep every
    draw above zero, and are heads four times running), the test where copies of a picture count as many.
    `enough` says whether there is an interval.
    """
    if not enough:
        return Verdict(None, f"On {on} there are too few pictures to tell {first} and {second} apart.")
    if not _told_apart(apart, split):
        words = f"{_points(apart.value)} points, 95 % interval {_points(apart.low)} to {_points(apart.high)}"
        return Verdict(
            None, f"On {on} {first} and {second} cannot be told apart ({words}, {_tested(split)})."
        )
    if apart.high < 0:
        turned = Interval(value=-apart.value, low=-apart.high, high=-apart.low)
        return _better(second, first, on, turned, Discordant(split.only_second, split.only_first, split.p))
    return _better(first, second, on, apart, split)


def _told_apart(apart: Interval, split: Discordant) -> bool:
    """Both must be sure, and of the same one: classes of unequal size can make them contradict each other."""
    if apart.low <= 0 <= apart.high or split.p >= UNLIKELY:
        return False
    return (apart.low > 0) == (split.only_first > split.only_second)


def _better(better: str, worse: str, on: str, by: Interval, split: Discordant) -> Verdict:
    points = f"{100 * by.value:.1f} points of balanced accuracy"
    return Verdict(
        better,
        f"On {on} {better} is better than {worse} by {points} "
        f"(95 % interval {100 * by.low:.1f} to {100 * by.high:.1f}, {_tested(split)}).",
    )


def _tested(split: Discordant) -> str:
    p = f"p < {LEAST_P:g}" if split.p < LEAST_P else f"p = {split.p:.3g}"
    return f"McNemar {split.only_first}:{split.only_second}, {p}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")
