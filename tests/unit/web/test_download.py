"""A file is called after its job, on every system and in every header."""

import pytest

from core.results.filters import ResultFilter
from web.api.download import attachment, named


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Ward 3", 'attachment; filename="Ward 3.csv"'),
        ('../a"b\r\nX: 1', 'attachment; filename="a-b-X- 1.csv"'),
        ("", 'attachment; filename="browline.csv"'),
        ("...", 'attachment; filename="browline.csv"'),
        ("x" * 200, f'attachment; filename="{"x" * 80}.csv"'),
        ("Zoë", "attachment; filename=\"Zo_.csv\"; filename*=UTF-8''Zo%C3%AB.csv"),
        ("病房", "attachment; filename=\"__.csv\"; filename*=UTF-8''%E7%97%85%E6%88%BF.csv"),
    ],
)
def test_a_name_is_safe_and_recognised(name: str, header: str) -> None:
    assert attachment(name, ".csv") == header


def test_files_of_several_filters_are_told_apart() -> None:
    asked = ResultFilter(
        decision="uncertain", reviewed=False, min_confidence=0.6, sort="-confidence", rows="faces"
    )
    assert named("My photos", ResultFilter()) == "My photos"
    assert named("My photos", asked) == "My photos, uncertain, min confidence 0.6, not reviewed"
    assert named("x" * 200, asked).endswith("not reviewed")
