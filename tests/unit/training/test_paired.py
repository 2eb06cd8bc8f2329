"""Whether two classifiers differ: McNemar's test and the paired interval."""

from math import comb

import numpy as np
import pytest

from models.card import Interval
from training.bootstrap import difference, enough, intervals, mean, portions, resampled, sums_of_clusters
from training.mcnemar import Discordant, exact, mcnemar
from training.verdict import Verdict, verdict

TRUTH = np.repeat([0, 1], 200)
EACH = [str(index) for index in range(400)]


def wrong_at(*places: slice) -> np.ndarray:
    """Predictions that are wrong there and nowhere else."""
    predicted = TRUTH.copy()
    for place in places:
        predicted[place] = 1 - predicted[place]
    return predicted


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [
        (0, 0, 1.0),
        (10, 10, 1.0),
        (0, 6, 2 / 64),
        (1, 9, 2 * (1 + 10) / 1024),
        (5, 15, 2 * (1 + 20 + 190 + 1140 + 4845 + 15504) / 2**20),
    ],
)
def test_mcnemar_by_hand(only_first: int, only_second: int, p: float) -> None:
    assert exact(only_first, only_second).p == pytest.approx(p, rel=1e-3)
    assert exact(only_second, only_first).p == pytest.approx(p, rel=1e-3)


@pytest.mark.parametrize(("first", "second"), [(3, 11), (40, 60), (0, 1), (7, 7), (21, 20)])
def test_mcnemar_is_the_chance_of_all_splits_that_are_no_likelier(first: int, second: int) -> None:
    ways = [comb(first + second, heads) for heads in range(first + second + 1)]
    no_likelier = sum(each for each in ways if each <= ways[first])
    assert exact(first, second).p == pytest.approx(no_likelier / sum(ways))


def test_only_pictures_that_one_got_right_count() -> None:
    split = mcnemar(TRUTH, wrong_at(slice(0, 30)), wrong_at(slice(20, 40), slice(300, 305)))
    assert (split.only_first, split.only_second) == (15, 20)


def test_thousands_of_discordant_pictures_are_quick_and_finite() -> None:
    assert exact(9_000, 10_000).p == pytest.approx(4.194e-13, rel=1e-3)


def test_the_difference_by_hand_and_turned_round() -> None:
    first, second = wrong_at(slice(0, 20)), wrong_at(slice(0, 20), slice(200, 240))
    apart = difference(TRUTH, first, second, EACH)
    assert apart.value == pytest.approx(0.1)  # 90 % and 100 % against 90 % and 80 %
    assert 0 < apart.low < 0.1 < apart.high
    back = difference(TRUTH, second, first, EACH)
    assert (back.value, back.low, back.high) == pytest.approx((-0.1, -apart.high, -apart.low))


def test_the_same_answers_differ_by_nothing() -> None:
    apart = difference(TRUTH, wrong_at(slice(0, 9)), wrong_at(slice(0, 9)), EACH)
    assert (apart.low, apart.value, apart.high) == (0, 0, 0)


def test_pairing_takes_out_what_is_hard_for_both() -> None:
    first, second = wrong_at(slice(0, 60)), wrong_at(slice(0, 64))
    apart = difference(TRUTH, first, second, EACH)
    alone = intervals(TRUTH, first, EACH)["balanced_accuracy"]
    assert apart.high - apart.low < 0.5 * (alone.high - alone.low)


def test_copies_widen_the_difference() -> None:
    first, second = wrong_at(slice(0, 20)), wrong_at(slice(0, 40))
    tens = [str(index // 10) for index in range(400)]
    alone, copied = (difference(TRUTH, first, second, clusters) for clusters in (EACH, tens))
    assert copied.value == alone.value
    assert copied.high - copied.low > 2 * (alone.high - alone.low)


def test_drawing_kinds_of_clusters_is_drawing_clusters() -> None:
    rng = np.random.default_rng(3)
    sums = sums_of_clusters(rng.integers(0, 2, (60, 2)).astype(float), [str(n // 2) for n in range(60)])
    kinds = resampled(sums, seed=1)
    plain = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=2000) @ sums
    assert kinds.mean(axis=0) == pytest.approx(sums.sum(axis=0), rel=0.02)
    assert kinds.std(axis=0) == pytest.approx(plain.std(axis=0), rel=0.08)


def test_draws_of_many_clusters_come_in_portions() -> None:
    assert portions(10) == [2000]
    assert sum(portions(100_000)) == 2000
    assert max(portions(100_000)) == 40
    assert portions(10**9) == [1] * 2000


def test_the_interval_of_a_mean_knows_the_standard_error() -> None:
    values = np.random.default_rng(0).normal(5, 2, 900)
    known = mean(values, [str(index) for index in range(900)])
    assert known.value == pytest.approx(values.mean())
    assert known.high - known.low == pytest.approx(2 * 1.96 * 2 / 30, rel=0.1)


def test_twenty_clusters_of_each_class_are_enough() -> None:
    truth = np.repeat([0, 1], 20)
    assert enough(truth, [str(index) for index in range(40)])
    assert not enough(truth, [str(min(index, 38)) for index in range(40)])  # two copies among the men
    assert not enough(truth[:39], [str(index) for index in range(39)])


def judge(first: np.ndarray, second: np.ndarray, truth: np.ndarray = TRUTH) -> Verdict:
    apart = difference(truth, first, second, [str(index) for index in range(len(truth))])
    return verdict("new", "old", "faces", apart, mcnemar(truth, first, second), enough=True)


@pytest.mark.parametrize(
    ("wrong", "better", "words"),
    [
        ((slice(0, 8), slice(200, 260)), "new", "is better than old by 15.0 points"),
        ((slice(0, 0), slice(0, 0)), "old", "is better than new by 2.0 points"),
        ((slice(0, 0), slice(0, 0)), "old", ", McNemar 8:0, p = 0.00781)."),
        ((slice(0, 8), slice(200, 260)), "new", ", McNemar 60:0, p < 0.001)."),
        ((slice(8, 16), slice(200, 200)), None, "cannot be told apart (+0.0 points, 95 % interval −"),
    ],
)
def test_a_verdict(wrong: tuple[slice, slice], better: str | None, words: str) -> None:
    judged = judge(wrong_at(slice(0, 8)), wrong_at(*wrong))
    assert judged.better == better
    assert words in judged.sentence


def test_few_pictures_give_no_verdict() -> None:
    apart = difference(TRUTH, TRUTH, 1 - TRUTH, EACH)
    judged = verdict("new", "old", "faces", apart, exact(400, 0), enough=False)
    assert judged.better is None
    assert "too few pictures" in judged.sentence


@pytest.mark.parametrize(("discordant", "better"), [(4, None), (5, None), (6, "new")])
def test_few_discordant_pictures_are_luck_though_the_interval_leaves_out_zero(
    discordant: int, better: str | None
) -> None:
    truth = np.repeat([0, 1], 225)
    worse = truth.copy()
    worse[:discordant] = 1
    judged = judge(truth, worse, truth)
    p = 2 / 2**discordant
    assert judged.better == better
    assert f"McNemar {discordant}:0, p = {p:.3g}" in judged.sentence


def test_four_to_none_do_leave_zero_out_of_the_interval() -> None:
    truth = np.repeat([0, 1], 225)
    worse = truth.copy()
    worse[:4] = 1
    apart = difference(truth, truth, worse, [str(index) for index in range(450)])
    assert apart.low > 0


def test_mcnemar_alone_tells_nothing_apart() -> None:
    apart = Interval(value=0.1, low=-0.01, high=0.2)
    judged = verdict("new", "old", "faces", apart, exact(40, 10), enough=True)
    assert judged.better is None


def test_interval_and_mcnemar_must_prefer_the_same_one() -> None:
    apart = Interval(value=0.1, low=0.05, high=0.2)
    assert verdict("new", "old", "faces", apart, Discordant(10, 40, 0.001), enough=True).better is None
    assert verdict("new", "old", "faces", apart, Discordant(40, 10, 0.001), enough=True).better == "new"
