"""A job's page comes in pieces: its head, the rows that a window shows, the rest; or what goes wrong."""

from collections.abc import Iterator
from typing import NoReturn

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import text

from core.cursor import encode_cursor
from core.database import Database
from tests.support.factories import create_job, end_some
from web.pages.ends import ends_of
from web.pages.job import FOLDS
from web.pages.pieces import or_notice

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AS_BROWSERS = {"Accept": "text/html"}
SOME_ID = "01900000-0000-7000-8000-000000000000"


def pieces(client: FlaskClient, address: str) -> Iterator[str]:
    answer = client.get(address, headers=AS_BROWSERS)
    assert (answer.status_code, answer.content_length) == (200, None)
    return (piece.decode() for piece in answer.iter_encoded())


@pytest.fixture
def job(client: FlaskClient, database: Database) -> str:
    made = create_job(database, FOLDS["gallery"] + 4)
    end_some(database)
    return made


@pytest.mark.parametrize("layout", ["table", "gallery"])
def test_the_head_comes_before_the_rows_and_those_above_the_fold_before_the_others(
    client: FlaskClient, job: str, layout: str
) -> None:
    head, shown, *rest = pieces(client, f"/jobs/{job}?view={layout}")
    assert "</head>" in head
    assert 'rel="stylesheet"' in head
    assert "data-row" not in head
    assert shown.count("data-row") == FOLDS[layout]
    assert shown.rstrip().endswith('<template id="fold"></template>')
    assert sum(piece.count("data-row") for piece in rest) == FOLDS["gallery"] + 4 - FOLDS[layout]
    assert rest[-1].rstrip().endswith("</html>")


@pytest.mark.parametrize("query", ["filename=03", "filename=nothing"])
def test_of_few_rows_a_browser_waits_for_the_last(client: FlaskClient, job: str, query: str) -> None:
    page = "".join(pieces(client, f"/jobs/{job}?{query}"))
    assert 'rel="expect" href="#fold"' in page
    assert page.count('id="fold"') == 1


@pytest.mark.parametrize(
    "query",
    ["cursor=x", f"sort=label&cursor={encode_cursor([1])}", "view=x", "label=x",
     f"sort=confidence&cursor={encode_cursor([0, None, SOME_ID, 0])}",
     f"sort=-label&cursor={encode_cursor([1, 'male', SOME_ID, 0])}",
     f"sort=label&cursor={encode_cursor([2, None, SOME_ID, 0])}"],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(
    client: FlaskClient, job: str, query: str
) -> None:
    answer = client.get(f"/jobs/{job}?{query}", headers=AS_BROWSERS)
    assert answer.status_code == 400
    assert answer.text.count("<html") == 1


def test_behind_a_row_without_a_confidence_is_none_that_has_one(client: FlaskClient, job: str) -> None:
    """As where somebody bounds the confidence of a page that has come to those without."""
    query = f"sort=confidence&min_confidence=0.5&cursor={encode_cursor([1, None, SOME_ID, 0])}"
    page = "".join(pieces(client, f"/jobs/{job}?{query}"))
    assert 'class="notice' not in page
    assert "data-row" not in page
    assert client.get(f"/api/v1/jobs/{job}/results?{query}").json == {"items": [], "next_cursor": None}


def test_what_goes_wrong_when_the_head_is_out_is_said_on_the_page(
    client: FlaskClient, job: str, database: Database
) -> None:
    coming = pieces(client, f"/jobs/{job}?sort=label")
    head = next(coming)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE face_counts RENAME TO gone"))
    page = head + "".join(coming)
    assert "Something went wrong" in page
    assert f'href="/jobs/{job}?sort=label">Try again' in page
    assert "data-row" not in page
    assert page.count("<html") == 1
    main, behind = page.split("</main>")
    assert main.index("Something went wrong") < main.index('id="reviewers"'), "what did not fail is there"
    assert "js/frame.js" in behind
    assert "js/job_page.js" in behind
    assert behind.rstrip().endswith("</html>")
    assert ends_of(page) == "", "all that began has ended"


def test_of_several_parts_that_fail_one_says_so(client: FlaskClient, job: str, database: Database) -> None:
    coming = pieces(client, f"/jobs/{job}?sort=label")
    head = next(coming)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE face_counts RENAME TO gone"))
        connection.execute(text("ALTER TABLE job_reviewers RENAME TO gone_too"))
    page = head + "".join(coming)
    assert page.count('class="notice card"') == 1
    assert 'id="reviewers"' not in page
    assert page.rstrip().endswith("</html>")


def broken(*before: str) -> Iterator[Markup]:
    yield from map(Markup, before)
    raise LookupError


def test_a_part_that_breaks_off_within_a_table_ends_it_before_it_says_so(client: FlaskClient) -> None:
    with client:
        client.get("/account", headers={"Accept": "application/json"})
        page = "".join(
            or_notice(broken("<table><tbody>", "<tr><td>a<br><td>b</td><svg><path d='M0'/></svg>"))
        )
        assert g.seen.broke_off == 500
    assert '</svg></td></tr></tbody></table><section class="notice' in page
    assert ends_of(page) == ""


def test_where_telling_of_it_fails_as_well_that_is_told(app: Flask, client: FlaskClient) -> None:
    def fail(error: LookupError) -> NoReturn:
        raise RuntimeError from error

    app.register_error_handler(LookupError, fail)
    with client:
        client.get("/account", headers=AS_BROWSERS)
        assert "Something went wrong" in "".join(or_notice(broken()))
        assert g.seen.broke_off == 500


def test_a_note_is_shown_once(client: FlaskClient, job: str) -> None:
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "ada reviews this job now.")]
    noted = ["".join(pieces(client, f"/jobs/{job}")).count("ada reviews this job now.") for _ in range(2)]
    assert noted == [1, 0]
