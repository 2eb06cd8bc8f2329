"""Where a model fails: by aspect, the worst first, and what the card does not measure is named."""

import json

from models.registry import artefacts_dir
from tests.unit.web.test_dot_plot import create_metric
from web.pages.weak_points import weak_points


def test_aspects_come_worst_first_and_so_do_their_parts() -> None:
    slices = [
        create_metric(0.9, "test: age 20 to 29"),
        create_metric(0.7, "test: age 70 and older"),
        create_metric(0.8, "test: mask cloth"),
        create_metric(0.6, "real: source web"),
    ]
    found = weak_points({"slices": slices, "metrics": [create_metric(0.75, "test-dark"), create_metric(0.5)]})
    assert [group.title for group in found.plot.groups] == [
        "Age group", "Light", "Mask type", "Other parts of the sets",
    ]  # fmt: skip
    ages = [dot.name.split(" (")[0] for dot in found.plot.groups[0].dots]
    assert ages == ["Drawn masks: age 70 and older", "Drawn masks: age 20 to 29"]
    assert found.unmeasured == ["Skin tone", "Head covering", "Face size"]


def test_the_card_in_use_says_what_it_has_no_measurement_of() -> None:
    card = json.loads((artefacts_dir() / "browline-3" / "card.json").read_text())
    found = weak_points(card)
    assert found.unmeasured == ["Skin tone"]
    assert {group.title for group in found.plot.groups} >= {
        "Mask type", "Age group", "Head covering", "Light", "Face size",
    }  # fmt: skip
    dots = [dot.name for group in found.plot.groups for dot in group.dots]
    assert len(dots) == len(set(dots))


def test_a_card_without_slices_measures_nothing_of_it() -> None:
    found = weak_points({"metrics": [create_metric(0.9)]})
    assert found.plot.groups == ()
    assert len(found.unmeasured) == 6
