"""The page of an error says what happened, what can be done, and where to go; in the reader's language."""

import re
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.problems import problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("status", "code", "language", "title", "advice"),
    [
        (403, "forbidden", "en", "Not for this account", "An admin of this Browline can"),
        (403, "forbidden", "de", "Nicht für dieses Konto", "Ein Administrator dieses Browline"),
        (500, "internal", "en", "Something went wrong", "tell whoever runs Browline"),
        (500, "internal", "de", "Etwas ist schiefgegangen", "sagen Sie es denen"),
        (503, "busy", "en", "Not at the moment", "Wait a few seconds"),
        (503, "busy", "de", "Im Augenblick nicht", "Warten Sie ein paar Sekunden"),
    ],
)
def test_it_says_what_can_be_done(
    app: Flask, status: int, code: str, language: str, title: str, advice: str
) -> None:
    asked = {"Accept": "text/html", "Accept-Language": language}
    with app.test_request_context("/jobs/1?sort=label", headers=asked):
        page = problem(HTTPStatus(status), code, "What happened.").get_data(as_text=True)
    assert re.findall(r"<h1>(.*)</h1>", page) == [title]
    assert advice in page
    assert ("What happened." in page) == (language == "en")
    assert 'class="button primary" href="/"' in page
    assert ('class="button" href="/jobs/1?sort=label"' in page) == (status >= 500)


def test_what_is_not_there_is_not_asked_for_again(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "There is nothing at this address." in page.text
    assert "may be mistyped" in page.text
    assert "/nowhere" not in page.text


def test_an_address_that_asks_for_what_there_is_not_leads_back_to_its_page(client: FlaskClient) -> None:
    page = client.get("/model?compare=nothing,nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert re.findall(r'class="button" href="/model">(.*?)</a>', page.text) == [
        "Show the page without this selection"
    ]
    assert (
        'class="button" href="/nowhere"'
        not in client.get("/nowhere?a=b", headers={"Accept": "text/html"}).text
    )
