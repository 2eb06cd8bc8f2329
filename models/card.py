"""The model card: everything that is known about an artefact, in one JSON file that explains itself."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from models.outputs import GENDER, Output
from models.part import Part

CARD_NAME = "card.json"
LiteRtWeights = Literal["int8", "float16", "float32"]


class Interval(Part):
    """An estimate with its 95 % bootstrap interval; shares between 0 and 1 unless a field says otherwise."""

    value: float
    low: float
    high: float


class Measurement(Part):
    """How the artefact did on one named set."""

    set: str
    description: str
    masks: str = Field(description="drawn, real, none, or 'as they are' in a user's own folder")
    n: int
    accuracy: Interval
    balanced_accuracy: Interval
    recall_female: Interval
    recall_male: Interval


class AgeMeasurement(Part):
    """How far the ages were off on one named set, where its labels know them."""

    set: str
    n: int
    within_one_group: Interval = Field(description="share whose likeliest group is the true one or beside it")
    mean_absolute_error_years: Interval = Field(description="of the expected age, in years")


class MaskMeasurement(Part):
    """How well worn masks were told from bare faces; `set` names both sets that were put together."""

    set: str
    n: int
    balanced_accuracy: Interval


class Input(Part):
    """What the network takes."""

    height: int
    width: int
    channels: str = "RGB"
    dtype: str = "uint8"
    range: tuple[int, int] = (0, 255)
    preparation: str = "models.preprocess.face_input: central square, aspect ratio kept"


class DataSource(Part):
    """Where pictures came from and on what terms."""

    name: str
    use: str
    licence: str


class CalibrationError(Part):
    """Expected calibration error on one set, before and after temperature scaling (15 bins of equal mass)."""

    set: str
    n: int
    before: float
    after: float


class Calibration(Part):
    """Logits are divided by `temperature` before the softmax."""

    temperature: float
    method: str
    fitted_on: str
    expected_calibration_error: tuple[CalibrationError, ...] = ()


class Coverage(Part):
    """On one set: the share that is answered at a threshold, and how much of that is right."""

    set: str
    threshold: float
    answered: float
    accuracy: float


class FileDigest(Part):
    """What a file of the artefact must be, to the byte."""

    sha256: str
    bytes: int


class SelfTest(Part):
    """Golden answers: every engine must give them before it may serve."""

    formula: str
    expected_logits: tuple[tuple[float, ...], ...]
    tolerance: float = Field(description="no laxer than that of models.selftest, whatever it says")
    int8_tolerance: float = Field(description="likewise, for the LiteRT file, whose weights are rounded")


class Training(Part):
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
    backend: str = Field(default="tensorflow", description="what Keras computed with")
    teacher: str | None = Field(default=None, description="the larger network whose opinions it learnt")
    energy_wh: float | None = Field(default=None, description="watt-hours, estimated: hours × cores × 10 W")


class Card(Part):
    """The whole card. The network gives the logits of all `outputs` side by side, gender first."""

    version: str
    created_at: datetime
    purpose: str
    not_for: str
    classes: tuple[str, str] = GENDER
    outputs: tuple[Output, ...] = (Output(name="gender", classes=GENDER),)
    input: Input
    training: Training
    data: tuple[DataSource, ...]
    metrics: tuple[Measurement, ...]
    slices: tuple[Measurement, ...] = Field(default=(), description="parts of the sets, worst first")
    coverage: tuple[Coverage, ...] = ()
    age: tuple[AgeMeasurement, ...] = ()
    mask: tuple[MaskMeasurement, ...] = ()
    calibration: Calibration
    default_threshold: float
    files: dict[str, FileDigest]
    litert_weights: LiteRtWeights = Field(default="int8", description="as small as its self-test allows")
    selftest: SelfTest

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Card":
        names = [output.name for output in self.outputs]
        if names[:1] != ["gender"] or self.outputs[0].classes != self.classes:
            raise ValueError(f"the first output must be gender with the classes {', '.join(self.classes)}")
        if len(set(names)) < len(names):
            raise ValueError(f"an output is named twice: {', '.join(names)}")
        if any(len(row) != self.logits for row in self.selftest.expected_logits):
            raise ValueError(f"the self-test must expect {self.logits} logits a face, as the outputs have")
        return self

    @property
    def logits(self) -> int:
        """How many logits the network gives for a face."""
        return sum(len(output.classes) for output in self.outputs)

    def file_ending(self, ending: str) -> str | None:
        """The name of the artefact's file with that ending, if it has one."""
        return next((name for name in self.files if name.endswith(ending)), None)


def load_card(folder: Path) -> Card:
    """The card in `folder`. Raises `OSError` or `pydantic.ValidationError`."""
    return Card.model_validate_json((folder / CARD_NAME).read_bytes())


def save_card(card: Card, folder: Path) -> None:
    """Writes the card, indented for people, into `folder`."""
    (folder / CARD_NAME).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
