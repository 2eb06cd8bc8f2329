"""CSV as RFC 4180 has it, with formulas defused; JSON lines beside it."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.results.export import csv_lines, jsonl_lines
from core.results.row import ResultRow, columns_of
from tests.support.factories import create_row

CONTRACT = (
    "job_id,image_id,face_id,filename,sha256,width,height,face_index,face_x,face_y,face_w,face_h,face_score,"
    "label,confidence,p_female,p_male,decision,age_group,age_confidence,mask,mask_confidence,quality_flags,"
    "status,error_code,error_detail,model_version,classified_at,reviewed_label,reviewer,reviewed_at"
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
OF_VIDEOS = (
    "video_id,at_seconds,track_id,track_number,track_label,track_confidence,track_frames,"
    "track_first_seconds,track_last_seconds"
)
OF_AGAIN = "earlier_label,earlier_confidence,earlier_version"


def table(*rows: ResultRow) -> list[list[str]]:
    text = "".join(csv_lines(rows))
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def cell(name: str, **changes: object) -> str:
    return table(create_row(**changes))[1][columns_of().index(name)]


def test_the_header_is_the_contract_and_the_final_answer() -> None:
    assert next(csv_lines([])) == f"{CONTRACT},final_label\r\n"


@pytest.mark.parametrize(
    ("said", "final"),
    [
        ({"decision": "uncertain", "reviewed_label": "not_a_face"}, "not_a_face"),
        ({"decision": "female", "reviewed_label": "male"}, "male"),
        ({"decision": "uncertain"}, "uncertain"),
        ({"status": "no_face"}, ""),
    ],
)
def test_the_final_answer_is_what_people_say_else_the_decision(said: dict[str, str], final: str) -> None:
    assert cell("final_label", **said) == final


def test_lines_end_as_rfc_4180_says() -> None:
    text = "".join(csv_lines([create_row(), create_row()]))
    assert text.count("\r\n") == 3
    assert text.endswith("\r\n")


@pytest.mark.parametrize(
    "name", ['say "cheese".jpg', "a,b.jpg", "two\nlines.jpg", "semi;colon.jpg", "Zoë.jpg"]
)
def test_awkward_names_come_back(name: str) -> None:
    assert cell("filename", filename=name) == name


@given(TEXT)
def test_any_name_comes_back_but_for_a_defusing_apostrophe(name: str) -> None:
    found = cell("filename", filename=name)
    assert found == (f"'{name}" if name[0] in "=+-@\t\r" else name)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("column", ["filename", "error_detail", "reviewer", "model_version"])
def test_no_text_cell_runs_as_a_formula(start: str, column: str) -> None:
    assert cell(column, **{column: f"{start}HYPERLINK(1)"}).startswith("'")


def test_numbers_are_not_defused() -> None:
    assert cell("face_x", face_x=-5) == "-5"
    assert cell("face_score", face_score=-0.5) == "-0.5"


def test_nothing_is_an_empty_cell() -> None:
    assert cell("confidence") == ""


def test_floats_keep_every_digit() -> None:
    assert float(cell("confidence", confidence=0.1 + 0.2)) == 0.1 + 0.2


def test_times_are_iso_in_utc() -> None:
    moment = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert cell("classified_at", classified_at=moment) == "2026-02-03T04:05:06+00:00"


def test_every_row_is_one_line_of_json() -> None:
    lines = list(jsonl_lines([create_row(filename="two\nlines.jpg"), create_row()]))
    assert [json.loads(line)["filename"] for line in lines] == ["two\nlines.jpg", "a.jpg"]
    assert all(line.count("\n") == 1 for line in lines)


def test_tables_of_videos_have_more_columns_after_the_contracts() -> None:
    assert ",".join(columns_of(videos=False)) == f"{CONTRACT},final_label"
    assert ",".join(columns_of(videos=True)) == f"{CONTRACT},{OF_VIDEOS},final_label"


def test_json_lines_have_the_contracts_names_in_order() -> None:
    (line,) = jsonl_lines([create_row()])
    assert ",".join(json.loads(line)) == f"{CONTRACT},{OF_VIDEOS},{OF_AGAIN},final_label"
