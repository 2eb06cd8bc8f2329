"""The words of the contract are those of the models, which this room may not import."""

from core.labels import AGE_GROUPS, LABELS, MASKS, QUALITY_FLAGS
from core.settings import Settings
from core.tables import Job, Result
from models.outputs import AGE_GROUPS as GROUPS_OF_MODELS
from models.outputs import GENDER, MASK
from models.quality import FLAGS, TINY_SIDE


def test_words_are_the_models() -> None:
    assert (LABELS, AGE_GROUPS, MASKS, QUALITY_FLAGS) == (GENDER, GROUPS_OF_MODELS, MASK, FLAGS)
    assert Settings.model_fields["tiny_side"].default == TINY_SIDE


def test_every_word_fits_its_column() -> None:
    columns = Result.__table__.c
    assert max(map(len, AGE_GROUPS)) <= columns.age_group.type.length
    assert max(map(len, MASKS)) <= columns.mask.type.length
    assert len(" ".join(QUALITY_FLAGS)) <= columns.quality_flags.type.length
    assert len(" ".join(QUALITY_FLAGS)) <= Job.__table__.c.uncertain_flags.type.length


def test_no_flag_is_a_part_of_another() -> None:
    assert not [(a, b) for a in QUALITY_FLAGS for b in QUALITY_FLAGS if a != b and a in b]
