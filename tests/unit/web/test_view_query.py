"""A view's address names its filter and nothing else."""

from core.results.filters import ResultFilter
from web.pages.view_query import changed, chips, query, unfiltered
from web.words.numbers import SPACE


def test_everything_in_the_usual_order_needs_no_query() -> None:
    assert query(ResultFilter()) == ""


def test_the_filter_and_the_order_are_in_the_address() -> None:
    chosen = ResultFilter(decision="uncertain", max_confidence=0.75, reviewed=False, sort="confidence")
    assert query(chosen) == "?decision=uncertain&max_confidence=0.75&reviewed=false&sort=confidence"


def test_names_are_escaped() -> None:
    assert query(ResultFilter(filename="a&b=ä")) == "?filename=a%26b%3D%C3%A4"


def test_more_words_can_stand_beside_the_filter() -> None:
    assert query(ResultFilter(label="male"), cursor="abc") == "?label=male&cursor=abc"


def test_a_change_keeps_the_rest() -> None:
    assert (
        changed(ResultFilter(label="male", sort="filename"), label="female") == "?label=female&sort=filename"
    )


def test_a_chip_leads_to_the_view_without_it() -> None:
    found = chips(ResultFilter(label="male", min_confidence=0.5))
    assert [(chip.words, chip.without) for chip in found] == [
        ("label Male", "?min_confidence=0.5"),
        (f"confidence ≥ 50{SPACE}%", "?label=male"),
    ]


def test_what_else_was_said_is_in_the_address_and_in_words() -> None:
    chosen = ResultFilter(age_group="70+", mask="none", quality_flag="dark")
    assert query(chosen) == "?age_group=70%2B&mask=none&quality_flag=dark"
    assert [chip.words for chip in chips(chosen)] == ["apparent age 70+", "no mask", "picture dark"]
    assert chips(ResultFilter(age_group="30-39", mask="worn"))[0].words == "apparent age 30–39"


def test_clearing_the_filter_keeps_what_a_row_stands_for() -> None:
    chosen = ResultFilter(label="male", track="01a2227b-7dee-7000-bff3-fe9989df772d", rows="faces")
    assert unfiltered(chosen) == "?rows=faces"
    assert [chip.words for chip in chips(chosen)] == ["label Male", "one person"]
    assert unfiltered(ResultFilter(label="male")) == ""
