"""What the pages need of a model's card, which the web reads as JSON; without it a card is broken."""

from typing import Any

from pydantic import BaseModel

FINDER = "face finder"  # the kind of the other models that lie beside the classifiers


class Estimate(BaseModel):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


class Measured(BaseModel):
    """How often it was right on one set."""

    set: str
    description: str
    masks: str
    n: int
    accuracy: Estimate
    balanced_accuracy: Estimate
    recall_female: Estimate
    recall_male: Estimate


class _Age(BaseModel):
    set: str
    n: int
    within_one_group: Estimate
    mean_absolute_error_years: Estimate


class _Mask(BaseModel):
    set: str
    n: int
    balanced_accuracy: Estimate


class _Source(BaseModel):
    name: str
    use: str
    licence: str


class _Input(BaseModel):
    height: int
    width: int
    channels: str
    preparation: str


class _Training(BaseModel):
    architecture: str
    recipe: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    seconds: float
    machine: str
    keras: str
    tensorflow: str


class _CalibrationError(BaseModel):
    set: str
    n: int
    before: float
    after: float


class _Calibration(BaseModel):
    temperature: float
    method: str
    fitted_on: str
    expected_calibration_error: list[_CalibrationError] = []


class _Coverage(BaseModel):
    set: str
    threshold: float
    answered: float
    accuracy: float


class _File(BaseModel):
    sha256: str
    bytes: int


class _Card(BaseModel):
    version: str
    created_at: str
    purpose: str
    not_for: str
    classes: list[str]
    default_threshold: float
    input: _Input
    training: _Training
    data: list[_Source]
    metrics: list[Measured]
    calibration: _Calibration
    files: dict[str, _File]
    slices: list[Measured] = []
    coverage: list[_Coverage] = []
    age: list[_Age] = []
    mask: list[_Mask] = []


def readable(card: dict[str, Any]) -> dict[str, Any]:
    """The same card. Raises pydantic's `ValidationError` where the pages could not show it."""
    _Card.model_validate(card)
    return card
