"""What a network may say besides gender, and where in its logits it says it."""

import pytest
from pydantic import ValidationError

from models.outputs import AGE_GROUPS, GENDER, MASK, Output, columns
from tests.support.artefacts import OUTPUTS, YEARS


def test_outputs_lie_side_by_side_in_their_order() -> None:
    assert [(output.name, own) for output, own in columns(OUTPUTS)] == [
        ("gender", slice(0, 2)),
        ("age_group", slice(2, 9)),
        ("mask", slice(9, 11)),
    ]


def test_the_words_are_fixed() -> None:
    assert GENDER == ("female", "male")
    assert AGE_GROUPS == ("13-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70+")
    assert MASK == ("none", "worn")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "mood", "classes": ("good", "bad")},
        {"name": "mask", "classes": ("worn",)},
        {"name": "mask", "classes": MASK, "temperature": 0},
        {"name": "age_group", "classes": AGE_GROUPS, "years": YEARS[:3]},
        {"name": "mask", "classes": MASK, "colour": "blue"},
    ],
    ids=["name", "one class", "temperature", "years", "unknown field"],
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Output(**wrong)  # type: ignore[arg-type]
