"""The engine that was asked for comes first, and the others stand in for it."""

from models.loading import first
from models.registry import CANDIDATES


def test_keras_is_tried_before_litert_where_it_is_preferred() -> None:
    names = [form.engine for form in first("keras", [*CANDIDATES])]  # type: ignore[list-item]
    assert names == ["keras", "keras-weights", "litert"]
    assert [form.engine for form in first("litert", [*CANDIDATES])] == [  # type: ignore[list-item]
        "litert",
        "keras",
        "keras-weights",
    ]
