"""The card survives the disk and refuses nonsense."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.card import CARD_NAME, load_card, save_card
from tests.unit.models.artefact import VERSION


def test_round_trip(published: Path, tmp_path: Path) -> None:
    card = load_card(published / VERSION)
    save_card(card, tmp_path)
    assert load_card(tmp_path) == card


def test_plain_json_explains_itself(published: Path) -> None:
    plain = json.loads((published / VERSION / CARD_NAME).read_text())
    assert plain["classes"] == ["female", "male"]
    assert plain["input"]["channels"] == "RGB"
    assert set(plain["files"]) == {f"{VERSION}.tflite", f"{VERSION}.keras", f"{VERSION}.weights.h5"}


def test_an_unknown_field_is_refused(published: Path, tmp_path: Path) -> None:
    plain = json.loads((published / VERSION / CARD_NAME).read_text())
    (tmp_path / CARD_NAME).write_text(json.dumps({**plain, "treshold": 1}))
    with pytest.raises(ValidationError, match="treshold"):
        load_card(tmp_path)
