"""What a classifier says about one face."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """`label` is `female` or `male`, `confidence` its calibrated probability; `p_female + p_male` is 1."""

    label: str
    confidence: float
    p_female: float
    p_male: float
