"""What a network says of a face: one output a question, side by side in one row of logits."""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field, model_validator

from models.part import Part

GENDER = ("female", "male")
AGE_GROUPS = ("13-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70+")
MASK = ("none", "worn")


class Output(Part):
    """One question with its possible answers; `classes[i]` is that of its i-th logit."""

    name: Literal["gender", "age_group", "mask"]
    classes: tuple[str, ...] = Field(min_length=2)
    temperature: float = Field(
        default=1.0, gt=0, description="divides its logits; the gender's is in `calibration` instead"
    )
    told: Literal["likeliest", "median"] = Field(
        default="likeliest",
        description="which class is told: the likeliest, or, of classes in an order, the one in the middle, "
        "from which the truth is expected to be the fewest away",
    )
    years: tuple[float, ...] | None = Field(default=None, description="mean age of the people of each class")

    @model_validator(mode="after")
    def _years_for_every_class(self) -> "Output":
        if self.years is not None and len(self.years) != len(self.classes):
            raise ValueError(f"{self.name} has {len(self.classes)} classes and {len(self.years)} mean ages")
        return self


def columns(outputs: Sequence[Output]) -> Iterator[tuple[Output, slice]]:
    """Each output with the columns of the N×K logits that are its own."""
    start = 0
    for output in outputs:
        yield output, slice(start, start + len(output.classes))
        start += len(output.classes)
