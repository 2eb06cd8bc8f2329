"""Every quality flag has a word and a meaning for people."""

from core.labels import QUALITY_FLAGS
from web.pages.flags import FLAGS, flags


def test_every_flag_has_words() -> None:
    assert tuple(FLAGS) == QUALITY_FLAGS
    assert all(flag.word and flag.meaning.endswith(".") for flag in FLAGS.values())


def test_a_rows_flags_come_in_its_order() -> None:
    assert [flag.word for flag in flags("blurred tiny")] == ["Blurred", "Tiny"]


def test_a_good_picture_has_none() -> None:
    assert flags("") == []
