"""Every specimen at the door and in the decoder: refused, opened as what it said, or failed as it must."""

import pytest

from imaging.accept import Limits, accept
from imaging.decode import decode
from imaging.errors import ImageRefused, ImageUndecodable
from tests.hostile.specimen import CLASSIFIED, Specimen, failed, refused
from tests.hostile.zoo import QUICK, SLOW, SPECIMENS

LIMITS = Limits()


def answer_to(data: bytes) -> str:
    """What becomes of a file, up to the classifier."""
    try:
        taken = accept(data, LIMITS)
    except ImageRefused as error:
        return refused(error.code)
    try:
        pixels = decode(taken.data)
    except ImageUndecodable as error:
        return failed(error.code)
    assert pixels.shape == (taken.height, taken.width, 3)
    return CLASSIFIED


@pytest.mark.parametrize("specimen", QUICK, ids=lambda specimen: specimen.title)
def test_a_specimen_gets_its_answer(specimen: Specimen) -> None:
    assert answer_to(specimen.make()) in specimen.answers


@pytest.mark.thorough
@pytest.mark.parametrize("specimen", SLOW, ids=lambda specimen: specimen.title)
def test_a_slow_specimen_gets_its_answer(specimen: Specimen) -> None:
    assert answer_to(specimen.make()) in specimen.answers


def test_there_are_enough_kinds_and_no_two_of_a_name() -> None:
    titles = [specimen.title for specimen in SPECIMENS]
    assert len(set(titles)) == len(titles) >= 80
