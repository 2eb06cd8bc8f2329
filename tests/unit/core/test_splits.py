"""Whole clusters teach or measure, and neither side lacks a label where that can be helped."""

import random
from collections import defaultdict

import pytest

from core.reviews.splits import Group, split


def groups(*labels: str, seed: int = 1) -> list[Group]:
    """One cluster a label."""
    rng = random.Random(seed)
    return [Group(f"{rng.getrandbits(256):064x}", label, 1) for label in labels]


def sides(made: list[Group]) -> dict[str, set[str]]:
    splits, found = split(made), defaultdict(set)
    for group in made:
        found[group.label].add(splits.of(group.cluster))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_two_of_each_are_enough_to_train(seed: int) -> None:
    both = {"Training", "Validation"}
    assert sides(groups("female", "female", "male", "male", seed=seed)) == {"female": both, "male": both}


def test_a_label_with_one_cluster_is_on_one_side() -> None:
    found = sides(groups("female", "female", "male"))
    assert (len(found["female"]), len(found["male"])) == (2, 1)


def test_about_one_in_five_measures() -> None:
    made = groups(*["female", "male"] * 500)
    splits = split(made)
    assert not splits.moved
    assert 150 < sum(splits.of(group.cluster) == "Validation" for group in made) < 250


def test_more_reviews_move_nothing_that_is_split_already() -> None:
    made = groups(*["female", "male"] * 50)
    some, all_ = split(made[:60]), split(made)
    assert [some.of(g.cluster) for g in made[:60]] == [all_.of(g.cluster) for g in made[:60]]


def test_what_is_no_label_moves_nothing() -> None:
    assert not split(groups("unclear", "unclear", "not_a_face")).moved
