"""A page that cannot take the results is an error before anything is measured."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bench import results, review
from bench.reliability import check_place
from bench.review_page import Sitting

DOCS = Path(__file__).parents[3] / "docs" / "benchmarks.md"


@pytest.mark.parametrize("command", [results.main, review.main])
def test_a_page_without_a_place_ends_it_at_once(
    command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (results, review):
        monkeypatch.setattr(module, "tell_if_busy", lambda: pytest.fail("it went on to measure"))
    page = tmp_path / "page.md"
    page.write_text("# Nothing\n")
    ended = CliRunner().invoke(command, ["--into", str(page), "--out", str(tmp_path / "out")])
    assert ended.exit_code == 1
    assert "cannot take the results: there is no place for" in ended.output


@pytest.mark.parametrize("mark", ["results-sqlite", "results-postgres", "review"])
def test_the_page_of_benchmarks_has_a_place_for_each(mark: str) -> None:
    check_place(DOCS, mark)


def test_a_face_left_over_is_a_missed_bar() -> None:
    grid = Sitting(195, 60.0, [90.0] * 5)
    assert [bar.met for bar in review.bars("grid", grid, 200)] == [False, True]
    single = Sitting(200, 60.0, [90.0] * 200)
    assert [bar.met for bar in review.bars("one", single, 200)] == [True, True, True]
    assert review.p95(Sitting(2, 1.0, [7.0])) == 7.0
