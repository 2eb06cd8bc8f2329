"""The language of pages: chosen, else asked for by the browser, else English; for programs English."""

import re

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from imaging import refusals
from imaging.errors import ImageError
from imaging.video.failures import too_slow
from imaging.video.limits import VideoLimits
from tests.support.forms import API, problem
from web.words import gettext, lazy_gettext, ngettext
from web.words.errors import error_words

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]*)">', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("de;q=0,en;q=0.1", "en"),
        (";;q=ü", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(
    nobody: FlaskClient, asked: str, answered: str
) -> None:
    page = nobody.get("/sign-in", headers={"Accept-Language": asked}).text
    assert language_of(page) == answered


def test_a_choice_outlasts_what_the_browser_asks_for(nobody: FlaskClient) -> None:
    answer = choose(nobody, "de", "http://localhost/sign-in?a=b")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?a=b")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert language_of(nobody.get("/sign-in", headers={"Accept-Language": "en"}).text) == "de"
    choose(nobody, "en", "http://localhost/sign-in")
    assert language_of(nobody.get("/sign-in", headers={"Accept-Language": "de"}).text) == "en"


@pytest.mark.parametrize(
    "came_from",
    ["", "http://elsewhere.example/sign-in", "http://localhost/nowhere", "http://localhost//a.example"],
)
def test_a_choice_leads_nowhere_else(nobody: FlaskClient, came_from: str) -> None:
    assert choose(nobody, "de", came_from).headers["Location"] == "/"


def test_a_language_that_is_not_there_is_refused_and_a_forged_cookie_is_nothing(nobody: FlaskClient) -> None:
    assert problem(choose(nobody, "fr", ""), 400)["code"] == "invalid_language"
    nobody.set_cookie("browline-language", "../de")
    assert language_of(nobody.get("/sign-in").text) == "en"


def test_what_programs_read_is_english(client: FlaskClient, nobody: FlaskClient) -> None:
    german = {"Accept-Language": "de"}
    assert problem(nobody.get(f"{API}/jobs", headers=german), 401)["title"] == "Unauthorized"
    assert client.get(f"{API}/model", headers=german).json == client.get(f"{API}/model").json


def test_only_other_languages_have_a_module_of_texts(nobody: FlaskClient) -> None:
    assert "data-words" not in nobody.get("/sign-in").text
    page = nobody.get("/sign-in", headers={"Accept-Language": "de"}).text
    address = re.search(r'href="(/words/de\.js\?v=[0-9a-f]{16})" data-words', page)
    assert address
    module = nobody.get(address[1])
    assert module.mimetype == "text/javascript"
    assert module.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "export const form = (n) => Number((n != 1));" in module.text
    assert [nobody.get(f"/words/{name}.js").status_code for name in ("en", "fr", "..%2fde")] == [404] * 3


def test_texts_are_formats_everywhere(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert gettext("%(share)s of 100 %%", share=5) == "5 of 100 %"
        assert ngettext("%(num)s thing", "%(num)s things", 1234) == "1.234 things"
        assert (str(lazy_gettext("Language")), gettext("Language")) == ("Sprache", "Sprache")
        page = render_template_string(
            "{{ _('Language') }}|{{ _('%(name)s: 100 %%', name='<b>') }}"
            "|{{ ngettext('<i>%(num)s</i> of %(job)s', '<i>%(num)s</i> in %(job)s', 1234, job='&') }}"
        )
    assert page == "Sprache|&lt;b&gt;: 100 %|<i>1.234</i> in &amp;"
    with app.test_request_context():
        assert (ngettext("%(num)s thing", "%(num)s things", 1), gettext("Language")) == (
            "1 thing",
            "Language",
        )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (refusals.file_too_large(30 * 2**20, 20 * 2**20), ("30,0 MiB", "20,0 MiB")),
        (
            refusals.too_many_pixels(60000, 50000, 40_500_000, 65500),
            ("60.000 × 50.000", "40,5 Mill", "65.500"),
        ),
        (refusals.too_many_scans(900, 100), ("900", "100")),
        (refusals.unsupported_type("HTML"), ("(HTML)", "wandeln")),
        (refusals.packed("ZIP"), ("(ZIP)", "entpacken")),
        (refusals.truncated("JPEG"), ("JPEG", "noch einmal")),
        (too_slow(VideoLimits(wall_seconds=1800)), ("1.800 s", "schneiden Sie")),
    ],
    ids=lambda value: getattr(value, "code", None),
)
@pytest.mark.parametrize("before", ["", "this type (b: a.png: "])
def test_reasons_have_their_values_in_every_language(
    app: Flask, error: ImageError, said: tuple[str, ...], before: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        words = error_words(error.code, before + error.detail)
    assert [value for value in said if value not in words] == []
    assert words[0].isupper()
    with app.test_request_context():
        assert error_words(error.code, error.detail) == error.detail


def choose(client: FlaskClient, language: str, came_from: str):  # noqa: ANN201
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    return client.post(
        "/language", data={"language": language, "csrf_token": token[1]}, headers={"Referer": came_from}
    )
