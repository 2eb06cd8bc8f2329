"""A bucket that says nothing, or less than is needed: nobody waits for it twice, and what lacks is told."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bench.s3_server import bucket_settings
from core.blobs import BlobRef, open_store
from core.blobs.bucket import Bucket
from core.database import Database
from core.forget import forget_data
from core.jobs.erase import erase
from core.journal import Deed
from core.settings import Settings
from core.tables import Erasure
from tests.support.apps import app_with, client_of
from tests.support.factories import create_account, create_job, create_settings, create_token
from tests.support.forms import API, portraits, problem
from tests.support.silent import silent
from tests.support.stores import with_bucket


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time limits that are the same but shorter, and long enough for a busy machine to ask at all."""
    monkeypatch.setattr("core.blobs.bucket.SOON", 2.0)
    monkeypatch.setattr("core.blobs.bucket.LIMITS", ((2**63, 3.0),))


@pytest.mark.usefixtures("redis", "hurried")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_upload_asks_a_silent_store_once(settings: Settings, database: Database) -> None:
    with silent() as (server, reached):
        changes = {name.lower(): value for name, value in reached.items()}
        with app_with(settings, **changes) as app:
            answer = client_of(app, create_token(database)).post(f"{API}/jobs", **portraits(2))
        assert problem(answer, 503)["code"] == "store_unavailable"
        assert len(server.asked) == 1


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_erasure_does_too_and_waits(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        for number in range(3):
            row = {"id": f"{number}", "blob": f"job/{number}", "blob_offset": 0, "blob_length": 9}
            connection.execute(Erasure.__table__.insert().values(row))
    with silent() as (server, reached):
        erase(database, open_store(create_settings(tmp_path, **reached)))
        assert len(server.asked) == 1
    with database.read() as connection:
        assert len(connection.execute(Erasure.__table__.select()).all()) == 3


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_forgetting_an_account_does_too(database: Database, tmp_path: Path) -> None:
    account = create_account(database)
    for _ in range(3):
        create_job(database)
    with silent() as (server, reached):
        store = open_store(create_settings(tmp_path, **reached))
        assert forget_data(database, store, account, Deed(account, "forget", account)) == 3
        assert len(server.asked) == 1


@pytest.mark.usefixtures("hurried")
def test_copying_does_too(tmp_path: Path) -> None:
    with silent() as (server, reached):
        with pytest.raises(OSError, match="does not answer"):
            open_store(create_settings(tmp_path, **reached)).copy(["old/pack"], "new")
        assert len(server.asked) == 1


class _Writable(BaseHTTPRequestHandler):
    """A store in which one may write and not list, in the words of AWS."""

    heard: list[str | None]

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append(self.headers["x-amz-security-token"])
        self.send_response(200)
        self.send_header("ETag", '"tag"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        body = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody is told."""


def test_who_may_not_list_is_told_and_a_sessions_token_is_shown(tmp_path: Path) -> None:
    _Writable.heard = []
    with HTTPServer(("127.0.0.1", 0), _Writable) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        reached = with_bucket(bucket_settings("127.0.0.1", server.server_port))
        store = open_store(create_settings(tmp_path, **reached, AWS_SESSION_TOKEN="for an hour"))
        assert store.trouble(0) == "it lists nothing (AccessDenied)"
        assert store.trouble(0) == "it lists nothing (AccessDenied)"
        server.shutdown()
    assert _Writable.heard == ["for an hour"]  # and the second answer was the first one


KILLED = """
import os, sys
from pathlib import Path
from core.blobs import BlobRef, open_store
from core.settings import load_settings
with open_store(load_settings()).file(BlobRef(sys.argv[1], 0, 5)):
    os._exit(9)
"""


def test_what_a_killed_process_had_fetched_goes(s3: Mapping[str, str], tmp_path: Path) -> None:
    reached = with_bucket(s3)
    settings = create_settings(tmp_path, **reached)
    store = open_store(settings)
    assert settings.bucket is not None
    Bucket(*settings.bucket, settings).put("job/pack", b"video")
    environment = os.environ | reached | {"BROWLINE_HOME": str(settings.home)}
    subprocess.run([sys.executable, "-c", KILLED, "job/pack"], env=environment, check=False)
    (left,) = settings.home.glob(".fetched-*")
    with store.file(BlobRef("job/pack", 0, 5)) as mine, store.file(BlobRef("job/pack", 0, 5)) as second:
        assert {mine, second} == {*settings.home.glob(".fetched-*")}
    assert not left.exists()
