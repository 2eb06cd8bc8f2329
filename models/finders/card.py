"""A finder's card: everything that is known about the artefact, in one JSON file."""

from datetime import datetime
from pathlib import Path

from pydantic import Field

from models.card import CARD_NAME, DataSource, FileDigest, Interval, LiteRtWeights, Training
from models.finders.selftest import GridTest
from models.part import Part


class Recall(Part):
    """The share of known faces that were found (overlap of at least one half) on one named set."""

    set: str
    description: str
    of: str = Field(description="'largest face' of each picture, or 'every face'")
    n: int = Field(description="faces asked for")
    finder: Interval
    yunet: Interval = Field(description="YuNet on the same pictures, as browline runs it from the settings")
    agreed_n: int = Field(default=0, description="those of the faces that this YuNet finds")
    agreed: Interval | None = Field(default=None, description="the share of these that the finder finds, too")


class FalseFinds(Part):
    """Finds on pictures without faces."""

    set: str
    description: str
    n: int
    finder: Interval = Field(description="finds a hundred pictures")
    yunet: Interval


class Speed(Part):
    """Milliseconds a picture on one core: resizing, network and decoding; the median of many."""

    width: int
    height: int
    finder_ms: float
    yunet_ms: float
    machine: str


class Effect(Part):
    """The classifier's balanced accuracy on squares about the boxes of the teacher and of the finder."""

    set: str
    n: int
    model: str
    teacher_boxes: Interval
    found_boxes: Interval


class FinderCard(Part):
    """The whole card of a finder."""

    version: str
    created_at: datetime
    kind: str = Field(default="face finder", pattern="^face finder$")
    purpose: str
    not_for: str
    input: str
    training: Training
    data: tuple[DataSource, ...]
    threshold: float = Field(gt=0, lt=1, description="scores of finds reach at least this")
    threshold_from: str
    recall: tuple[Recall, ...] = ()
    false_finds: tuple[FalseFinds, ...] = ()
    speed: tuple[Speed, ...] = ()
    effect: tuple[Effect, ...] = ()
    files: dict[str, FileDigest]
    litert_weights: LiteRtWeights = "int8"
    selftest: GridTest


def load_finder_card(folder: Path) -> FinderCard:
    """The card in `folder`. Raises `OSError` or `pydantic.ValidationError`."""
    return FinderCard.model_validate_json((folder / CARD_NAME).read_bytes())


def save_finder_card(card: FinderCard, folder: Path) -> None:
    """Writes the card, indented for people, into `folder`."""
    (folder / CARD_NAME).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
