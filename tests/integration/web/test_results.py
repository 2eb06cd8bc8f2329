"""GET /jobs/{id}/results and its exports: the same rows by the same words."""

import codecs
import csv
import io
import json
import re
from importlib import import_module

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from core.cursor import encode_cursor
from core.database import Database
from core.results.export import row_json
from core.results.row import columns_of
from tests.support.databases import sqlite_alone
from tests.support.factories import (
    create_image,
    create_job,
    create_row,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    sure,
    talked_about,
)
from tests.support.forms import API, problem

exports = import_module("web.api.exports")  # by its name the package has a blueprint

QUERIES = (
    "", "label=male", "status=failed", "decision=uncertain", "min_confidence=0.7", "max_confidence=0.7",
    "reviewed=false", "reviewed=true", "filename=b", "sort=confidence", "sort=-confidence", "sort=filename",
    "sort=-filename", "sort=-created", "sort=mask", "sort=-decision", "sort=-reviewed&decision=uncertain",
    "status=classified&sort=-confidence&filename=.jpg",
)  # fmt: skip


@pytest.fixture
def results(database: Database) -> str:
    """Address of the results of a job of every end."""
    names = ("b.jpg", "=1+1.jpg", 'say "b", loud.jpg', "a.jpg", "Zoë.jpg", "b.jpg")
    job = create_job(database, [create_image(name) for name in names])
    end_in_turn(database, sure, doubtful, failed, faceless, sure, lambda image: sure(image, "male"))
    return f"{API}/jobs/{job}/results"


def all_pages(client: FlaskClient, address: str, query: str) -> list[dict[str, object]]:
    rows, cursor = list[dict[str, object]](), ""
    while cursor is not None:
        page = client.get(f"{address}?{query}&limit=2&cursor={cursor}").json
        rows += page["items"]
        cursor = page["next_cursor"]
    return rows


@pytest.mark.parametrize("query", QUERIES)
def test_exports_are_exactly_the_filtered_rows(client: FlaskClient, results: str, query: str) -> None:
    rows = all_pages(client, results, query)
    lines = client.get(f"{results}.jsonl?{query}").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(client.get(f"{results}.csv?{query}").text, newline="")))
    assert [row["image_id"] for row in table] == [row["image_id"] for row in rows]
    answer = client.get(f"{results}.parquet?{query}")
    assert answer.content_type == "application/vnd.apache.parquet"
    read = pq.read_table(io.BytesIO(answer.data)).to_pylist()
    finals = [row.pop("final_label") for row in read]
    assert [row_json(create_row(**row)) for row in read] == rows
    assert finals == [row["final_label"] for row in rows]


def test_a_row_has_the_contracts_names_in_order(client: FlaskClient, results: str) -> None:
    assert tuple(client.get(results).json["items"][0]) == columns_of(videos=True, again=True)


@pytest.mark.parametrize(
    ("suffix", "content_type"), [(".csv", "text/csv; charset=utf-8"), (".jsonl", "application/jsonl")]
)
def test_an_export_is_a_file_with_a_type(
    client: FlaskClient, results: str, suffix: str, content_type: str
) -> None:
    answer = client.get(results + suffix)
    assert answer.data
    assert answer.content_type == content_type
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["Content-Disposition"].endswith(f'{suffix}"')


def test_a_formula_in_a_name_is_defused_in_csv_alone(client: FlaskClient, results: str) -> None:
    assert "'=1+1.jpg" in client.get(f"{results}.csv").text
    assert client.get(f"{results}?filename=1%2B1").json["items"][0]["filename"] == "=1+1.jpg"


def test_an_export_of_nothing_has_its_header(client: FlaskClient, results: str) -> None:
    assert client.get(f"{results}.csv?filename=nowhere").text == ",".join(columns_of()) + "\r\n"
    assert client.get(f"{results}.jsonl?filename=nowhere").text == ""


def test_an_empty_word_filters_nothing(client: FlaskClient, results: str) -> None:
    assert len(client.get(f"{results}?label=&min_confidence=&sort=&reviewed=").json["items"]) == 6


@sqlite_alone
@pytest.mark.parametrize("suffix", ["", ".csv", ".jsonl"])
@pytest.mark.parametrize(
    "query",
    ["label=x", "status=x", "decision=x", "sort=nose", "min_confidence=2", "max_confidence=x",
     "min_confidence=nan", "reviewed=perhaps", "age_group=70", "age_group=30–39", "mask=yes",
     "quality_flag=ugly", "quality_flags=dark", "age=70%2B"],
)  # fmt: skip
def test_a_wrong_filter_is_refused_before_anything_is_sent(
    client: FlaskClient, results: str, suffix: str, query: str
) -> None:
    assert query.split("=", maxsplit=1)[0] in problem(client.get(f"{results}{suffix}?{query}"), 400)["detail"]


@pytest.mark.parametrize(
    "cursor", ["x", "é", encode_cursor([1]), encode_cursor(["x", "x"]), encode_cursor([5, 5])]
)
def test_a_broken_cursor_is_no_error_of_ours(client: FlaskClient, results: str, cursor: str) -> None:
    assert client.get(f"{results}?cursor={cursor}").status_code in {200, 400}


@pytest.mark.parametrize(
    ("query", "count"),
    [("age_group=70%2B", 1), ("age_group=70+", 1), ("age_group=13-19", 0), ("mask=worn", 1), ("mask=none", 0),
     ("quality_flag=tiny", 1), ("quality_flag=dark", 0), ("mask=worn&quality_flag=blurred", 1)],
)  # fmt: skip
def test_what_else_was_said_filters_rows_and_exports(
    client: FlaskClient, database: Database, query: str, count: int
) -> None:
    address = f"{API}/jobs/{create_job(database, 3)}/results"
    end_in_turn(database, talked_about, sure, failed)
    rows = client.get(f"{address}?{query}").json["items"]
    assert len(rows) == count
    assert client.get(f"{address}.jsonl?{query}").text.count("\n") == count
    table = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv?{query}").text, newline="")))
    assert [row["quality_flags"] for row in table] == ["blurred tiny"] * count


def test_all_columns_are_filled_in_every_form(client: FlaskClient, database: Database) -> None:
    address = f"{API}/jobs/{create_job(database, 1)}/results"
    end_in_turn(database, talked_about)
    expected = {
        "age_group": "70+", "age_confidence": 0.6, "mask": "worn", "mask_confidence": 0.9,
        "quality_flags": "blurred tiny",
    }  # fmt: skip
    (row,) = client.get(address).json["items"]
    (line,) = client.get(f"{address}.jsonl").text.splitlines()
    (cells,) = csv.DictReader(io.StringIO(client.get(f"{address}.csv").text, newline=""))
    for found in (row, json.loads(line)):
        assert {name: found[name] for name in expected} == expected
    assert {name: cells[name] for name in expected} == {name: str(value) for name, value in expected.items()}


def test_a_csv_for_excel_begins_with_its_mark_and_is_the_same_else(client: FlaskClient, results: str) -> None:
    job = results.rpartition("/")[0]
    page = client.get("/jobs/" + job.rpartition("/")[2]).text
    for file in ("results.csv", "reviews.csv"):
        plain = client.get(f"{job}/{file}").data
        assert not plain.startswith(codecs.BOM_UTF8)
        assert client.get(f"{job}/{file}?bom=true").data == codecs.BOM_UTF8 + plain
        assert re.search(rf'{file}\?[^"]*bom=true', page)
    assert problem(client.get(f"{job}/results.jsonl?bom=true"), 400)["code"] == "invalid_filter"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_export_is_whole(client: FlaskClient, database: Database) -> None:
    job = create_job(database, 1500)
    for _ in range(3):
        end_in_turn(database, *[sure] * 500)
    text = client.get(f"{API}/jobs/{job}/results.csv").text
    assert len({row["image_id"] for row in csv.DictReader(io.StringIO(text))}) == 1500


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_export_that_is_read_too_slowly_breaks_off(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction ends with it; the connection is cut, or it would look whole."""
    monkeypatch.setattr(exports, "MOST_SECONDS", 0.0)
    monkeypatch.setattr(exports, "PACKET", 1)
    job = create_job(database, 3)
    end_in_turn(database, sure, sure, sure)
    answer = client.get(f"{API}/jobs/{job}/results.csv")
    with pytest.raises(exports.ExportTooSlow):
        answer.get_data()


def test_the_page_takes_what_its_own_form_sends_without_scripts(client: FlaskClient, results: str) -> None:
    page = "/jobs/" + results.split("/")[-2]
    answer = client.get(f"{page}?decision=&filename=b&min_percent=62.5&max_percent=")
    assert (answer.status_code, answer.location) == (302, f"{page}?filename=b&min_confidence=0.625")
    assert 'name="min_percent" type="number"' in client.get(answer.location).text
    assert client.get(f"{page}?min_percent=&max_percent=").location == page
    assert problem(client.get(f"{page}?min_percent=half"), 400)["code"] == "invalid_min_percent"


def test_a_range_of_confidence_the_wrong_way_round_says_so(client: FlaskClient, results: str) -> None:
    page = "/jobs/" + results.split("/")[-2]
    text = client.get(f"{page}?min_confidence=0.9&max_confidence=0.6").text
    assert "No confidence is from 90\u202f% up to 60\u202f%, which is less." in text
    assert f'href="{page}?min_confidence=0.6&amp;max_confidence=0.9"' in text
    assert "which is less" not in client.get(f"{page}?min_confidence=0.9&max_confidence=0.9").text


def test_the_list_of_jobs_is_found_by_the_address_of_a_job(client: FlaskClient) -> None:
    assert (client.get("/jobs").status_code, client.get("/jobs").location) == (302, "/")
