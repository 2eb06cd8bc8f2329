"""Every quality flag has a word and a meaning for people."""

from dataclasses import replace

import pytest

from core.labels import QUALITY_FLAGS
from tests.support.factories import create_row
from tests.unit.web.test_progress import create_job
from web.pages.flags import FLAGS, doubts, flags, why_uncertain


def test_every_flag_has_words() -> None:
    assert tuple(FLAGS) == QUALITY_FLAGS
    assert all(flag.word and flag.meaning.endswith(".") for flag in FLAGS.values())


def test_a_rows_flags_come_in_its_order() -> None:
    assert [flag.word for flag in flags("blurred tiny")] == ["Blurred", "Tiny"]


def test_a_good_picture_has_none() -> None:
    assert flags("") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", ""),
        ("dark", "dark"),
        ("tiny dark", "dark or tiny"),
        ("turned blurred dark", "blurred, dark or turned"),
    ],
)
def test_a_rule_is_a_sentence(words: str, sentence: str) -> None:
    assert doubts(words) == sentence


@pytest.mark.parametrize(
    ("confidence", "reason"),
    [(0.7, "under your 80\N{NARROW NO-BREAK SPACE}%"), (0.9, "because it is blurred and dark")],
)
def test_why_a_face_is_uncertain_is_said(confidence: float, reason: str) -> None:
    job = replace(create_job("done"), uncertain_flags="blurred dark")
    row = create_row(confidence=confidence, decision="uncertain", quality_flags="blurred dark tiny")
    assert why_uncertain(row, job) == reason


@pytest.mark.parametrize(("threshold", "share"), [(0.994, "99.4"), (0.9995, "99.95"), (0.9, "90")])
def test_a_threshold_is_written_as_it_is(threshold: float, share: str) -> None:
    row = create_row(confidence=0.5, decision="uncertain")
    assert (
        why_uncertain(row, replace(create_job("done"), threshold=threshold)) == f"under your {share}\u202f%"
    )
