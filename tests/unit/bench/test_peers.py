"""What the bench beside its peers judges and tells: medians, three times each, and why a bar is missed."""

import base64
import json
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from bench.floor import BATCH
from bench.peers import __main__ as peers
from bench.peers import turns
from bench.peers.http_peers import BENTOML_MANY, HTTP_PEERS, LITSERVE, HttpPeer
from bench.peers.measured import Measured
from bench.peers.report import FLOOR, OURS, Contender, Report
from bench.reliability import check_place

LIT_SERVER = "bench.peers.lit_server"
DOCS = Path(__file__).parents[3] / "docs" / "benchmarks.md"


def contender(name: str, *rates: int, cpu_seconds: float = 0.0) -> Contender:
    return Contender(name, tuple(Measured(rate, 1.0, cpu_seconds) for rate in rates))


def report(*peers: Contender) -> Report:
    ours = contender(OURS, 1200, 1500, 900)
    floor = contender(FLOOR, 2000, 2400, 2100)
    return Report("2026-11-29", 2, "browline-3", ours, floor, peers, {"ray": "2.60.0"})


def test_medians_are_compared_and_three_times_is_the_bar() -> None:
    judged = report(contender("slow", 390, 100, 400), contender("fast", 401, 401, 401)).bars()
    assert [(bar.name, round(bar.figure, 2), bar.met) for bar in judged] == [
        ("beside slow", 3.08, True),
        ("beside fast", 2.99, False),
    ]


def test_the_table_has_every_peer_the_fastest_first_and_hides_no_missed_bar() -> None:
    table = report(
        contender("slow", 400, cpu_seconds=2), contender("close", 500), contender("bulk", 900)
    ).table()
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert rows == [
        f"| {FLOOR} | 2,100 | – |  |",
        f"| {OURS} | 1,200 | – |  |",
        "| bulk | 900 | – | **1.3 × as fast: missed** |",
        "| close | 500 | – | **2.4 × as fast: missed** |",
        "| slow | 400 | 5.00 | 3.0 × as fast |",
    ]
    assert "Missed beside bulk: 3 × 900 is more than the 2,100 that decode and network alone do" in table
    assert (
        "Missed beside close: of all the cores Browline takes 1.67 ms an image, 0.95 of it for decode"
        in table
    )
    assert "the peer takes 4.00 and keeps nothing" in table
    assert "Missed beside slow" not in table
    assert "2 cores, 2026-11-29, browline-3; ray 2.60.0" in table


def test_json_has_every_turn_and_what_was_missed() -> None:
    found = json.loads(json.dumps(report(contender("close", 500, 510, 490)).as_json()))
    assert [turn["images"] for turn in found["peers"][0]["turns"]] == [500, 510, 490]
    assert found["times"] == {"close": 2.4}
    assert list(found["missed"]) == ["close"]


def test_rounds_take_turns_and_change_direction() -> None:
    order: list[str] = []
    each = {
        name: Mock(side_effect=lambda *_, name=name: order.append(name) or Measured(len(order), 1.0))
        for name in ("a", "b", "c")
    }
    measured = peers.in_rounds(each, [b"picture"], 4.0, 2)
    assert order == ["a", "b", "c", "c", "b", "a"]
    assert {name: [turn.images for turn in found] for name, found in measured.items()} == {
        "a": [1, 6],
        "b": [2, 5],
        "c": [3, 4],
    }
    each["a"].assert_called_with([b"picture"], 4.0)


@pytest.mark.parametrize("peer", HTTP_PEERS, ids=lambda peer: peer.name)
def test_each_request_carries_as_many_images_as_are_counted(peer: HttpPeer) -> None:
    images = [bytes([number]) * 50 for number in range(128)]
    requests = peer.requests(images)
    assert len(requests) == 128 // peer.each
    head, _, body = requests[1].partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    carried = [image for image in images if image in body or base64.b64encode(image) in body]
    assert carried == images[peer.each : 2 * peer.each]


def test_fewer_images_than_a_request_takes_are_repeated() -> None:
    (request,) = BENTOML_MANY.requests([b"a", b"b", b"c"])
    sent = json.loads(request.partition(b"\r\n\r\n")[2])["images"]
    assert len(sent) == BENTOML_MANY.each
    assert [base64.b64decode(image) for image in sent[:4]] == [b"a", b"b", b"c", b"a"]


def test_without_the_peers_it_says_how_to_get_them(tmp_path: Path) -> None:
    ended = CliRunner().invoke(peers.main, ["--environment", str(tmp_path / "none")])
    assert ended.exit_code == 1
    assert "run make peers" in ended.output


def test_the_page_of_benchmarks_has_a_place_for_it() -> None:
    check_place(DOCS, peers.MARK)


def test_a_peers_own_settings_can_be_set_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litserve", SimpleNamespace(LitAPI=object))  # not installed beside us
    monkeypatch.delitem(sys.modules, LIT_SERVER, raising=False)
    monkeypatch.setenv("PEER_API_SERVERS", "3")
    monkeypatch.setenv("PEER_FAST_QUEUE", "0")
    started = import_module(LIT_SERVER)
    monkeypatch.delitem(sys.modules, LIT_SERVER)
    assert (started.API_SERVERS, started.FAST_QUEUE) == (3, False)
    assert LITSERVE.command(Path("/x"), 1) == ["/x/python", "-m", LIT_SERVER]


def test_the_floor_is_what_the_peers_call(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Mock(side_effect=list)
    monkeypatch.setattr(turns, "classifier", lambda: network)
    pictures = [bytes([number]) for number in range(100)]
    assert turns.by_their_network(pictures)() == BATCH
    network.assert_called_once_with(pictures[:BATCH])
