"""The rules of words and numbers: decisions, filters, requests, states."""

import pytest

from core.errors import Invalid
from core.jobs.create import JobRequest
from core.jobs.state import Counts, job_state
from core.labels import Decision, Label, decide, flag_words
from core.results.filters import ResultFilter


def create_counts(expected: int = 1, **changes: int) -> Counts:
    zero = dict.fromkeys(
        ("received", "waiting", "working", "classified", "uncertain", "no_face", "failed"), 0
    )
    return Counts(expected, **(zero | changes))


@pytest.mark.parametrize(
    ("label", "confidence", "decision"),
    [("female", 0.8, "female"), ("male", 0.80001, "male"), ("male", 0.79999, "uncertain")],
)
def test_a_label_is_taken_from_the_threshold_on(label: Label, confidence: float, decision: Decision) -> None:
    assert decide(label, confidence, 0.8) == decision


@pytest.mark.parametrize(
    ("flags", "uncertain_flags", "decision"),
    [
        ("", "dark", "male"),
        ("dark", "", "male"),
        ("dark", "dark", "uncertain"),
        ("blurred tiny", "dark turned", "male"),
        ("blurred tiny", "tiny turned", "uncertain"),
    ],
)
def test_a_doubted_flag_outranks_every_confidence(
    flags: str, uncertain_flags: str, decision: Decision
) -> None:
    assert decide("male", 1.0, 0.8, flags, uncertain_flags) == decision
    assert decide("male", 0.7, 0.8, flags, uncertain_flags) == "uncertain"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" ,, ", ()),
        ("turned dark", ("dark", "turned")),
        ("tiny,dark,tiny", ("dark", "tiny")),
        ("ugly, dark", ("dark", "ugly")),
    ],
)
def test_flags_are_words_with_spaces_or_commas(text: str, words: tuple[str, ...]) -> None:
    assert flag_words(text) == words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"threshold": 0.49}, "invalid_threshold"),
        ({"threshold": 1.01}, "invalid_threshold"),
        ({"threshold": float("nan")}, "invalid_threshold"),
        ({"framing": "body"}, "invalid_framing"),
        ({"expected": 0}, "invalid_expected"),
        ({"expected": -1}, "invalid_expected"),
        ({"expected": 10**9}, "invalid_expected"),
        ({"uncertain_flags": ("dark", "ugly")}, "invalid_uncertain_flags"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(words: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        JobRequest(**({"name": "", "threshold": 0.8} | words))  # type: ignore[arg-type]
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "words",
    [
        {"label": "unclear"}, {"status": "done"}, {"decision": "maybe"}, {"sort": "nose"},
        {"track": "somebody"}, {"track": ""}, {"min_confidence": -0.1},
        {"max_confidence": 1.1}, {"min_confidence": float("nan")},
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(words: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        ResultFilter(**words)  # type: ignore[arg-type]
    assert next(iter(words)) in refusal.value.detail


@pytest.mark.parametrize("way", ["{}", "{{{}}}", "urn:uuid:{}"])
def test_an_id_means_the_same_however_it_is_written(way: str) -> None:
    plain = "01a2227b-7dee-7000-bff3-fe9989df772d"
    for written in (plain, plain.upper(), plain.replace("-", "")):
        assert ResultFilter(track=way.format(written)).track == plain


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (create_counts(5, received=4, classified=4), "receiving"),
        (create_counts(2, received=2, waiting=2), "waiting"),
        (create_counts(2, received=2, waiting=1, working=1), "working"),
        (create_counts(2, received=2, waiting=1, classified=1), "working"),
        (create_counts(2, received=2, classified=1, failed=1), "done"),
        (create_counts(0), "done"),
    ],
)
def test_a_job_has_one_word(counts: Counts, state: str) -> None:
    assert job_state(counts, cancelled=False) == state


def test_a_cancel_outranks_every_count() -> None:
    assert job_state(create_counts(5), cancelled=True) == "cancelled"
