"""The cards of Browline's own models are told in the reader's language, down to the parts of sets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.registry import read_card
from web.words.cards import SETS, TEXTS, set_title, set_words

ARTEFACTS = Path(__file__).parents[3] / "models" / "artefacts"
CARDS = sorted(path for path in ARTEFACTS.glob("*/card.json") if not path.parent.name.startswith("finder"))


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.parent.name)
def test_every_text_of_a_published_card_can_be_translated(path: Path) -> None:
    assert set(told(path)) - set(TEXTS) == set(), "add these to web/words/cards.py, and run `make words`"


def test_a_set_is_told_in_words_with_its_part_and_one_of_ones_own_by_its_name() -> None:
    assert set_words("test-dark") == "Drawn masks, dark pictures"
    assert set_words("test: age 70 and older") == "Drawn masks: age 70 and older"
    assert set_words("mine: something else") == "mine: something else"


def test_every_measured_set_has_a_name_for_people() -> None:
    named = {row.set for path in CARDS for row in read_card(path.parent.name).metrics}
    assert named - set(SETS) == set()
    assert set_title("test-veil, other half") == "Drawn veils (test-veil), other half"
    assert set_title("test and mine") == "Drawn masks (test) + mine"


def told(path: Path) -> Iterator[str]:
    card = read_card(path.parent.name)
    yield from (card.purpose, card.not_for, card.training.machine)
    yield from (card.calibration.method, card.calibration.fitted_on)
    for source in card.data:
        yield from (source.name, source.use, source.licence)
    for row in (*card.metrics, *card.slices):
        yield from (row.description, row.masks)
    for name in (row.set for row in (*card.slices, *card.calibration.expected_calibration_error)):
        part = name.partition(": ")[2] or name.partition(", ")[2]
        if part:
            yield part
