"""Which class is told: the likeliest, or of ages the one in the middle."""

import numpy as np
import pytest

from models.choice import told
from models.outputs import AGE_GROUPS, GENDER, MASK, Output

AGE = Output(name="age_group", classes=AGE_GROUPS, told="median")
OLDER = Output(name="age_group", classes=AGE_GROUPS)  # a card from before there was a rule


@pytest.mark.parametrize(
    ("output", "shares", "index"),
    [
        (Output(name="gender", classes=GENDER), [0.4, 0.6], 1),
        (Output(name="mask", classes=MASK), [0.5, 0.5], 0),
        (AGE, [0.3, 0.1, 0.2, 0.2, 0.1, 0.1, 0.0], 2),  # the likeliest is at the edge of all that it may be
        (OLDER, [0.3, 0.1, 0.2, 0.2, 0.1, 0.1, 0.0], 0),
        (AGE, [0.5, 0, 0, 0, 0, 0, 0.5], 0),
        (AGE, [0, 0, 0, 0, 0, 0, 1.0], 6),
    ],
)
def test_what_is_told(output: Output, shares: list[float], index: int) -> None:
    assert told(output, np.array([shares, shares])).tolist() == [index, index]


def test_no_other_age_group_is_nearer_on_average() -> None:
    shares = np.random.default_rng(3).dirichlet(np.full(len(AGE_GROUPS), 0.5), 200)
    away = np.abs(np.arange(len(AGE_GROUPS))[:, None] - np.arange(len(AGE_GROUPS))[None])
    expected = shares @ away  # faces×groups: how far the truth is from each group
    chosen = np.take_along_axis(expected, told(AGE, shares)[:, None], axis=1)[:, 0]
    assert chosen == pytest.approx(expected.min(axis=1))


def test_a_sum_that_falls_short_of_one_by_rounding_still_tells() -> None:
    assert told(AGE, np.full((1, len(AGE_GROUPS)), 1 / len(AGE_GROUPS))).tolist() == [3]
