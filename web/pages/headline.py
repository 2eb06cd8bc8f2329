"""Which measured set speaks for a model, and so comes first wherever a card's sets are shown."""

from collections.abc import Mapping
from typing import Any

HEADLINE = "real-masks-framed"


def headline_first(row: Mapping[str, Any]) -> tuple[bool, bool]:
    """The key that sorts a card's measurements.

    Real masks are what is served, so they come first, and before them the set that the threshold is from.
    """
    return row["masks"] != "real", row["set"] != HEADLINE
