"""What a threshold buys, as a table for each measured set."""

import pytest

from web.pages.coverage import coverage_tables


def create_row(name: str, threshold: float) -> dict[str, object]:
    return {"set": name, "threshold": threshold, "answered": 0.7, "accuracy": 0.97}


METRICS = [{"set": name, "description": f"{name} faces"} for name in ("real", "unmeasured", "drawn")]


def test_tables_are_in_the_order_of_the_sets() -> None:
    tables = coverage_tables(
        [create_row("drawn", 0.5), create_row("real", 0.6), create_row("real", 0.7)], METRICS
    )
    assert [(table.set, table.description, len(table.steps)) for table in tables] == [
        ("real", "real faces", 2),
        ("drawn", "drawn faces", 1),
    ]


@pytest.mark.parametrize(
    ("threshold", "link"),
    [
        (0.8, "/?threshold=0.8"),
        (0.831, "/?threshold=0.84"),
        (0.9901, "/?threshold=0.9901"),
        (0.99999, "/?threshold=0.9999"),
    ],
)
def test_a_link_is_at_least_as_strict_as_what_was_measured(threshold: float, link: str) -> None:
    ((step,),) = (table.steps for table in coverage_tables([create_row("real", threshold)], METRICS))
    assert step.link == link


def test_a_card_without_coverage_has_no_table() -> None:
    assert coverage_tables([], METRICS) == []
