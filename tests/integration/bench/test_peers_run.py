"""The whole bench beside its peers, for a second each, where they are installed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.peers.__main__ import ENVIRONMENT, MARK, main
from bench.peers.http_peers import HTTP_PEERS
from bench.peers.serving import ROOT

PEERS = ROOT / ENVIRONMENT


@pytest.mark.thorough
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    not (PEERS / "bin" / "bentoml").exists(), reason="the peers are not installed: make peers"
)
def test_every_peer_answers_and_is_told_of(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"<!-- {MARK} -->\n<!-- /{MARK} -->\n")
    options = ["--rounds", "1", "--seconds", "1", "--environment", str(PEERS)]
    ended = CliRunner().invoke(main, [*options, "--out", str(tmp_path), "--into", str(page)])
    assert isinstance(ended.exception, SystemExit | None), ended.exception  # a missed bar is no broken bench
    (written,) = tmp_path.glob("peers-*.json")
    found = json.loads(written.read_text())
    assert len(found["peers"]) == len(HTTP_PEERS) + 2
    for contender in [found["ours"], found["floor"], *found["peers"]]:
        assert contender["turns"][0]["images"] > 0
        assert contender["name"] in page.read_text()
