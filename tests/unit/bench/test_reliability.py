"""What faults and soaks measured, as rows, sums and tables."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench import soak
from bench.outcomes import FaultOutcome, keep, kept, together
from bench.reliability import fault_table, main, replaced
from bench.soak import Sample, SoakReport

ROW = FaultOutcome("tests/a.py::one[sqlite]", "worker killed", "kill -9", "sqlite", 48, 48, 0, 0, 4.25)
SOAK = SoakReport(
    "2026-01-01T00:00:00+00:00", 7, 3, {"FLUSHALL": 2}, {"202": 9}, 72, 72, 0, 0, 0, [1.5, 2.5],
    [Sample(2.0 * n, {"web": 100.0, "worker": 200.0}) for n in range(30)],
)  # fmt: skip


def test_of_each_test_the_newest_row_counts(tmp_path: Path) -> None:
    for name, seconds in (("1", 9.0), ("2", 4.25)):
        keep(replace(ROW, seconds=seconds), tmp_path / f"{name}.jsonl")
    keep(replace(ROW, test="another"), tmp_path / "2.jsonl")
    assert kept(tmp_path) == [replace(ROW, test="another"), ROW]


def test_cases_of_one_fault_are_one_row_with_the_slowest() -> None:
    slow, other = replace(ROW, test="b", seconds=7.0, lost=1), replace(ROW, database="postgresql")
    first, second = together([ROW, slow, other])
    assert (first.accepted, first.lost, first.seconds) == (96, 1, 7.0)
    assert first.done == "kill -9 (2 cases)"
    assert second == other


def test_a_case_that_never_recovered_is_not_hidden_by_others() -> None:
    (row,) = together([ROW, replace(ROW, test="b", seconds=None)])
    assert row.seconds is None
    assert "| never |" in fault_table([row])


def test_a_place_in_the_page_is_rewritten_and_nothing_else() -> None:
    page = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n"
    assert replaced(page, "a", r"new \1") == "before\n<!-- a -->\nnew \\1\n<!-- /a -->\nafter\n"
    with pytest.raises(ValueError, match="no place"):
        replaced(page, "b", "new")


MARKED = """
import pytest

@pytest.mark.fault("worker killed", "kill -9")
@pytest.mark.parametrize("database", ["sqlite"])
def test_one(database): pass

def test_of_no_fault(): pass
"""
EMPTY = "<!-- faults -->\n<!-- /faults -->\n<!-- soak -->\n<!-- /soak -->\n"


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, row: FaultOutcome) -> Result:
    """What the command says where one test is marked with a fault and this was measured."""
    monkeypatch.chdir(folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    fault\n")
    (folder / "test_a.py").write_text(MARKED)
    (folder / "page.md").write_text(EMPTY)
    keep(row, folder / "rows" / "1.jsonl")
    return CliRunner().invoke(main, ["--results", "rows", "--into", "page.md", "--tests", "test_a.py"])


@pytest.mark.parametrize(("lost", "status"), [(0, 0), (1, 1)])
def test_the_command_writes_the_page_and_fails_where_something_was_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int, status: int
) -> None:
    done = written(tmp_path, monkeypatch, replace(ROW, test="test_a.py::test_one[sqlite]", lost=lost))
    assert done.exit_code == status
    page = (tmp_path / "page.md").read_text()
    assert "| worker killed | kill -9 | SQLite | 48 | 48 |" in page
    assert re.search(r"^Commit \w+, \d{4}-\d\d-\d\d, \d+ cores\.$", page, re.MULTILINE)


def test_the_command_writes_nothing_where_a_fault_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = written(tmp_path, monkeypatch, ROW)
    assert done.exit_code == 1
    assert "test_a.py::test_one[sqlite]" in done.output
    assert "test_of_no_fault" not in done.output
    assert (tmp_path / "page.md").read_text() == EMPTY


def test_a_soak_is_kept_as_it_is(tmp_path: Path) -> None:
    soak.keep(SOAK, tmp_path)
    assert soak.newest(tmp_path) == SOAK
    assert "72 / 72 / 0 / 0" in soak.table(SOAK)


def test_a_curve_is_drawn(tmp_path: Path) -> None:
    soak.draw(SOAK, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"lost": 1}, "1 lost"),
        ({"doubled": 2}, "2 doubled"),
        ({"mislabelled": 3}, "3 labelled otherwise"),
        ({"answers": {"202": 9, "500": 4}}, "4 answered 500"),
        (
            {"memory": [Sample(n, {"web": 300.0 + 30 * n}) for n in range(30)]},
            "memory grows: 870 MB, then 1170",
        ),
    ],
)
def test_a_soak_complains(change: dict[str, object], complaint: str) -> None:
    assert SOAK.complaints == []
    assert replace(SOAK, **change).complaints == [complaint]  # type: ignore[arg-type]
