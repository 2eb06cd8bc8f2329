"""Bad input against a whole running Browline: every kind gets its answer, and costs only itself."""

import csv
import io
from collections import Counter

import cv2
import numpy as np
import pytest

from bench.running import Running
from tests.hostile.figures import Figures
from tests.hostile.kinds.framing import HOSTS
from tests.hostile.kinds.multiparts import TYPE, form, part
from tests.hostile.kinds.names import NAMES
from tests.hostile.kinds.polyglots import SCRIPT
from tests.hostile.memory import Watch
from tests.hostile.specimen import CLASSIFIED, UNDECODABLE, Specimen
from tests.hostile.uploads import GOOD, Outcome, Sent, send_all
from tests.hostile.wire import Attempt, Reply, Target, exchange
from tests.hostile.zoo import ATTEMPTS, QUICK, SEARCHED, SLOW
from tests.support.files import portrait
from tests.support.running import labels, wait_until_done

GROWN_MB = 96  # that a process which has seen large pictures may hold more than before: what allocators keep
LONGEST_SECONDS = 60  # of a request, on a busy machine
ADDED_MB = 48  # by three more rounds of bombs: noise, where a leak of one picture would be 120
ENDS = {CLASSIFIED, "no_face", UNDECODABLE}
JPEG = b"\xff\xd8\xff"

pytestmark = pytest.mark.timeout(400)  # the first test of a fixture sends every file


def ask(target: Target, message: bytes, figures: Figures) -> Reply:
    reply = exchange(target.server, message)
    figures.asked(reply.status, reply.seconds)
    return reply


def titled(item: Specimen | Attempt) -> str:
    return item.title


@pytest.mark.parametrize("specimen", QUICK, ids=titled)
def test_a_file_gets_its_answer(specimen: Specimen, sent: Sent, figures: Figures) -> None:
    _check(specimen, sent.outcomes[specimen.title], figures)


@pytest.mark.thorough
@pytest.mark.parametrize("specimen", SLOW, ids=titled)
def test_a_slow_file_gets_its_answer(specimen: Specimen, slow: Sent, figures: Figures) -> None:
    _check(specimen, slow.outcomes[specimen.title], figures)


def _check(specimen: Specimen, outcome: Outcome, figures: Figures) -> None:
    figures.count(specimen.family, outcome.answer)
    assert outcome.answer in specimen.answers
    assert outcome.notes == (specimen.notes if outcome.image_id else ())


@pytest.mark.parametrize("specimen", SEARCHED, ids=titled)
def test_what_opens_can_be_searched(specimen: Specimen, searched: Sent) -> None:
    answers = {*specimen.answers, "no_face"} if CLASSIFIED in specimen.answers else {*specimen.answers}
    assert searched.outcomes[specimen.title].answer in answers


def test_good_pictures_beside_bad_ones_are_classified(sent: Sent, searched: Sent) -> None:
    good = [outcome for name, outcome in sent.outcomes.items() if name.startswith(GOOD)]
    assert len(good) >= 2 * len(QUICK) // 24
    assert {outcome.answer for outcome in good} == {CLASSIFIED}
    beside = {outcome.answer for name, outcome in searched.outcomes.items() if name.startswith(GOOD)}
    assert beside <= {CLASSIFIED, "no_face"}


@pytest.mark.parametrize("specimen", [one for one in QUICK if one.taken], ids=titled)
def test_what_is_shown_is_a_picture_of_ours(
    specimen: Specimen, sent: Sent, target: Target, figures: Figures
) -> None:
    outcome = sent.outcomes[specimen.title]
    if outcome.image_id is None:  # one that may be refused, and was
        assert outcome.answer in specimen.answers
        return
    shown = ask(target, target.call("GET", f"/api/v1/images/{outcome.image_id}/preview"), figures)
    assert shown.headers["x-content-type-options"] == "nosniff"
    if outcome.answer == UNDECODABLE:
        assert (shown.status, shown.code) == (404, "no_picture")
        return
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.body.startswith(JPEG)
    assert SCRIPT not in shown.body
    assert b"PK\3\4" not in shown.body
    pixels = cv2.imdecode(np.frombuffer(shown.body, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert max(pixels.shape) <= 640


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=titled)
def test_a_bad_request_gets_its_answer(attempt: Attempt, target: Target, figures: Figures) -> None:
    reply = ask(target, attempt.message(target), figures)
    figures.count(attempt.family, f"{reply.status} {reply.code or ''}".strip())
    assert (reply.status, reply.code) == (attempt.status, attempt.code)


@pytest.mark.parametrize("host", HOSTS)
def test_no_answer_is_made_of_the_host_that_a_request_names(
    host: str, target: Target, figures: Figures
) -> None:
    body = form(part(b'Content-Disposition: form-data; name="images"; filename="a.jpg"', portrait()))
    for message in (
        target.call("POST", "/api/v1/jobs", TYPE, f"Host: {host}", body=body),
        target.call("GET", "/api/v1//jobs", f"Host: {host}"),
        target.call("GET", "/", f"Host: {host}", "Authorization: "),
    ):
        reply = ask(target, message, figures)
        assert reply.status < 500
        assert "evil" not in reply.headers.get("location", "")
        assert b"evil" not in reply.body


@pytest.fixture(scope="module")
def named(server: Running, target: Target, figures: Figures) -> str:
    """A job of pictures with hostile names, which is done."""
    parts = (
        part(b'Content-Disposition: form-data; name="images"; filename="' + name.sent + b'"', portrait())
        for name in NAMES
    )
    framing = part(b'Content-Disposition: form-data; name="framing"', b"face")
    reply = ask(target, target.call("POST", "/api/v1/jobs", TYPE, body=form(framing, *parts)), figures)
    assert reply.status == 202
    job = reply.headers["location"].rsplit("/", 1)[1]
    wait_until_done(server, job)
    return job


def test_names_are_kept_harmless_and_every_file_counts(named: str, server: Running, figures: Figures) -> None:
    rows = server.get(f"/jobs/{named}/results?limit=1000&sort=created")["items"]
    assert [row["filename"] for row in rows] == [name.kept for name in NAMES]
    assert len(set(labels(server, named))) == 1  # the same picture under every name
    figures.answers["names"] = Counter({CLASSIFIED: len(rows)})


def test_a_spreadsheet_gets_no_formula(named: str, target: Target, figures: Figures) -> None:
    reply = ask(target, target.call("GET", f"/api/v1/jobs/{named}/results.csv?sort=created"), figures)
    rows = list(csv.DictReader(io.StringIO(reply.body.decode())))
    assert [row["filename"] for row in rows] == [name.cell for name in NAMES]
    assert not any(cell.startswith(("=", "@", "+", "＝")) for row in rows for cell in row.values())


def test_a_page_shows_names_as_text(named: str, target: Target, figures: Figures) -> None:
    link = target.server.new_link().removeprefix(target.server.url)
    cookie = ask(target, target.call("GET", link), figures).headers["set-cookie"].partition(";")[0]
    page = ask(target, target.call("GET", f"/jobs/{named}", f"Cookie: {cookie}"), figures)
    assert page.status == 200
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page.body
    assert b"<script>alert(1)" not in page.body
    assert b"{{7*7}}" in page.body


def test_no_answer_was_an_error_of_ours(sent: Sent, figures: Figures) -> None:
    assert not [status for status in figures.statuses if status in {500, 502, 504}]
    assert figures.longest_seconds < LONGEST_SECONDS


@pytest.mark.thorough
@pytest.mark.timeout(1500)
def test_bombs_do_not_add_up(server: Running, figures: Figures, watch: Watch) -> None:
    bombs = [one for one in SEARCHED if one.family == "bombs"]
    rounds = []
    for _ in range(6):
        assert {one.answer for one in send_all(server, bombs, "auto", figures).outcomes.values()} <= ENDS
        rounds.append(watch.numbers())
    for name in rounds[0]:
        assert rounds[-1][name]["after"] - rounds[2][name]["after"] < ADDED_MB, rounds


def test_no_process_has_died_or_grown(sent: Sent, searched: Sent, watch: Watch) -> None:
    assert watch.lost() == []
    for name, memory in watch.numbers().items():
        assert memory["after"] - memory["before"] < GROWN_MB, (name, memory)
