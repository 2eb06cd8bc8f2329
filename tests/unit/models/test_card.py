"""The card survives the disk and refuses nonsense."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.card import CARD_NAME, load_card, save_card
from models.outputs import AGE_GROUPS, GENDER, Output
from models.registry import read_card
from tests.support import artefacts
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


def test_a_card_from_before_there_were_outputs_says_gender_alone() -> None:
    card = read_card("seed-1")
    assert card.outputs == (Output(name="gender", classes=GENDER),)
    assert card.logits == 2
    assert (card.training.backend, card.training.teacher, card.training.energy_wh) == (
        "tensorflow",
        None,
        None,
    )


def test_all_outputs_survive_the_disk(talkative: Path) -> None:
    card = load_card(talkative / artefacts.VERSION)
    assert card.outputs == artefacts.OUTPUTS
    assert card.outputs[1].years == artefacts.YEARS
    assert card.logits == 11


AGE = {"name": "age_group", "classes": AGE_GROUPS}
BOTH = {"name": "gender", "classes": GENDER}


@pytest.mark.parametrize(
    ("outputs", "sentence"),
    [
        ([AGE, BOTH], "first output must be gender"),
        ([], "first output must be gender"),
        ([{"name": "gender", "classes": ("male", "female")}], "first output must be gender"),
        ([BOTH, AGE, AGE], "named twice"),
        ([BOTH, AGE], "must expect 9 logits"),
    ],
    ids=["gender not first", "no outputs", "swapped", "doubled", "other logits in the self-test"],
)
def test_a_card_that_contradicts_itself_is_refused(
    published: Path, tmp_path: Path, outputs: list[object], sentence: str
) -> None:
    plain = json.loads((published / VERSION / CARD_NAME).read_text())
    (tmp_path / CARD_NAME).write_text(json.dumps({**plain, "outputs": outputs}))
    with pytest.raises(ValidationError, match=sentence):
        load_card(tmp_path)
