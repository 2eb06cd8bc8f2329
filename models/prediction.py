"""What a classifier says about one face."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.choice import told
from models.outputs import Output

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prediction:
    """`label` is `female` or `male`, `confidence` its calibrated probability; `p_female + p_male` is 1.

    `age_group` and `mask` come with theirs, `age_years` is the expected age; None: the model does not say.
    """

    label: str
    confidence: float
    p_female: float
    p_male: float
    age_group: str | None = None
    age_confidence: float | None = None
    age_years: float | None = None
    mask: str | None = None
    mask_confidence: float | None = None


def predictions(outputs: Sequence[Output], shares: Mapping[str, Shares]) -> list[Prediction]:
    """One prediction for each of N faces, from the N×K probabilities of every output by its name."""
    unsaid = [None] * len(shares["gender"])
    columns: dict[str, list[Any]] = {field.name: unsaid for field in fields(Prediction)}
    for output in outputs:
        columns |= _columns(output, shares[output.name])
    return [Prediction(*row) for row in zip(*columns.values(), strict=True)]


def _columns(output: Output, shares: Shares) -> dict[str, list[Any]]:
    """What one output says of N faces, by the names of the prediction's fields."""
    chosen = told(output, shares)
    names = [output.classes[index] for index in chosen.tolist()]
    sure = shares[np.arange(len(shares)), chosen].tolist()
    match output.name:
        case "gender":
            pair = {"p_female": shares[:, 0].tolist(), "p_male": shares[:, 1].tolist()}
            return {"label": names, "confidence": sure} | pair
        case "age_group":
            years = None if output.years is None else (shares @ np.array(output.years)).tolist()
            return {"age_group": names, "age_confidence": sure} | ({"age_years": years} if years else {})
        case "mask":
            return {"mask": names, "mask_confidence": sure}
