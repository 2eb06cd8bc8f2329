"""The model card: everything that is known about an artefact, in one JSON file that explains itself."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

CARD_NAME = "card.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(_Part):
    """An estimate with its 95 % bootstrap interval; all are shares between 0 and 1."""

    value: float
    low: float
    high: float


class Measurement(_Part):
    """How the artefact did on one named set."""

    set: str
    description: str
    masks: str = Field(description="drawn, real, none, or 'as they are' in a user's own folder")
    n: int
    accuracy: Interval
    balanced_accuracy: Interval
    recall_female: Interval
    recall_male: Interval


class Input(_Part):
    """What the network takes."""

    height: int
    width: int
    channels: str = "RGB"
    dtype: str = "uint8"
    range: tuple[int, int] = (0, 255)
    preparation: str = "models.preprocess.face_input: central square, aspect ratio kept"


class DataSource(_Part):
    """Where pictures came from and on what terms."""

    name: str
    use: str
    licence: str


class CalibrationError(_Part):
    """Expected calibration error on one set, before and after temperature scaling (15 bins of equal mass)."""

    set: str
    n: int
    before: float
    after: float


class Calibration(_Part):
    """Logits are divided by `temperature` before the softmax."""

    temperature: float
    method: str
    fitted_on: str
    expected_calibration_error: tuple[CalibrationError, ...] = ()


class Coverage(_Part):
    """On one set: the share that is answered at a threshold, and how much of that is right."""

    set: str
    threshold: float
    answered: float
    accuracy: float


class FileDigest(_Part):
    """What a file of the artefact must be, to the byte."""

    sha256: str
    bytes: int


class SelfTest(_Part):
    """Golden answers: every engine must give them before it may serve."""

    formula: str
    expected_logits: tuple[tuple[float, ...], ...]
    tolerance: float
    int8_tolerance: float = Field(description="for the LiteRT file, whose weights are rounded to int8")


class Training(_Part):
    """How the weights came about."""

    config: str
    architecture: str
    recipe: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    seconds: float
    machine: str
    tensorflow: str
    keras: str


class Card(_Part):
    """The whole card. `classes[i]` is the label of logit i."""

    version: str
    created_at: datetime
    purpose: str
    not_for: str
    classes: tuple[str, str] = ("female", "male")
    input: Input
    training: Training
    data: tuple[DataSource, ...]
    metrics: tuple[Measurement, ...]
    slices: tuple[Measurement, ...] = Field(default=(), description="parts of the sets, worst first")
    coverage: tuple[Coverage, ...] = ()
    calibration: Calibration
    default_threshold: float
    files: dict[str, FileDigest]
    selftest: SelfTest

    def file_ending(self, ending: str) -> str | None:
        """The name of the artefact's file with that ending, if it has one."""
        return next((name for name in self.files if name.endswith(ending)), None)


def load_card(folder: Path) -> Card:
    """The card in `folder`. Raises `OSError` or `pydantic.ValidationError`."""
    return Card.model_validate_json((folder / CARD_NAME).read_bytes())


def save_card(card: Card, folder: Path) -> None:
    """Writes the card, indented for people, into `folder`."""
    (folder / CARD_NAME).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
