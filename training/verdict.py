"""Which of two artefacts is better, in one sentence that says how sure that is."""

from dataclasses import dataclass

from models.card import Interval


@dataclass(frozen=True, slots=True)
class Verdict:
    """`better` is the name of one of the two, None where they cannot be told apart."""

    better: str | None
    sentence: str


def verdict(first: str, second: str, on: str, apart: Interval, *, enough: bool) -> Verdict:
    """From the difference of balanced accuracy, `first` minus `second`, on the pictures that `on` names.

    They are told apart where the 95 % interval leaves out zero; `enough` says whether there is one.
    """
    if not enough:
        return Verdict(None, f"On {on} there are too few pictures to tell {first} and {second} apart.")
    if apart.low <= 0 <= apart.high:
        words = f"{_points(apart.value)} points, 95 % interval {_points(apart.low)} to {_points(apart.high)}"
        return Verdict(None, f"On {on} {first} and {second} cannot be told apart ({words}).")
    if apart.high < 0:
        better, worse, by = second, first, Interval(value=-apart.value, low=-apart.high, high=-apart.low)
    else:
        better, worse, by = first, second, apart
    points = f"{100 * by.value:.1f} points of balanced accuracy"
    return Verdict(
        better,
        f"On {on} {better} is better than {worse} by {points} "
        f"(95 % interval {100 * by.low:.1f} to {100 * by.high:.1f}).",
    )


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")
