"""Each part that work needs is asked, and what is wrong with it is told."""

import errno
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.running import free_port
from bench.s3_server import bucket_settings
from core.blobs import BlobMissing, BlobRef, BlobStore, open_store
from core.blobs.folder import FolderStore
from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.errors import StoreUnavailable
from core.readiness import Readiness, readiness
from core.schema import REVISION, schema_trouble
from core.settings import Settings
from migrations.migrate import alembic_config
from tests.support.databases import opened
from tests.support.factories import create_settings
from tests.support.stores import with_bucket


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return FolderStore(tmp_path / "blobs")


def ask(database: Database, store: BlobStore, settings: Settings, room: int = 1) -> Readiness:
    return readiness(database, store, Doorbell(make_celery(settings), 64), room)


def set_schema(database: Database, number: str) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})


def test_the_newest_migration_is_what_the_code_needs(database: Database) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == REVISION
    with database.read() as connection:
        assert schema_trouble(connection) is None


@pytest.mark.parametrize(
    ("found", "trouble"),
    [
        ("0001", f"its schema is 0001, and this version needs {REVISION}; run browline migrate"),
        ("9999", None),  # a newer version has migrated it, and old processes go on beside it
    ],
)
def test_an_old_schema_is_told_and_a_newer_one_serves(
    database: Database, store: BlobStore, settings: Settings, found: str, trouble: str | None
) -> None:
    set_schema(database, found)
    try:
        missing = ask(database, store, settings).missing
    finally:
        set_schema(database, REVISION)
    assert (f"database: {trouble}" in missing) == (trouble is not None)
    assert ("worker: none has reported" in missing) == (trouble is None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_without_tables_is_told(store: BlobStore, settings: Settings, tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/bare.db") as bare:
        assert "database: it has no tables; run browline migrate" in ask(bare, store, settings).missing


def test_a_database_and_a_redis_that_are_away_are_told(store: BlobStore, tmp_path: Path) -> None:
    away = Settings(home=tmp_path, redis_url=f"redis+socket://{tmp_path}/no.sock")
    with opened(f"sqlite:///{tmp_path}/no/folder.db") as nowhere:
        missing = ask(nowhere, store, away).missing
    assert missing == ["database: it does not answer", "redis: it does not answer"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_store_without_room_is_told(database: Database, store: BlobStore, settings: Settings) -> None:
    assert "store: it is full" in ask(database, store, settings, room=2**62).missing


def test_bytes_that_are_gone_are_told_from_a_store_that_is(store: BlobStore, tmp_path: Path) -> None:
    with store.pack("job") as pack:
        ref = pack.add(b"bytes")
    (tmp_path / "blobs" / ref.pack).rename(tmp_path / "elsewhere")
    assert isinstance(store.read([ref])[0], BlobMissing)
    (tmp_path / "blobs").rename(tmp_path / "unmounted")
    with pytest.raises(StoreUnavailable):
        store.read([ref])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bucket_that_takes_nothing_is_told_with_its_reason(
    database: Database, settings: Settings, s3: Mapping[str, str], tmp_path: Path
) -> None:
    reached = with_bucket(s3)

    def trouble(**wrong: str) -> str | None:
        store = open_store(create_settings(tmp_path, **(reached | wrong)))
        told = ask(database, store, settings).missing
        with pytest.raises(OSError, match=r"\w"), store.pack("job") as pack:  # nor is it kept
            pack.add(b"bytes")
        with pytest.raises(StoreUnavailable):
            store.read([BlobRef("job/pack", 0, 1)])
        return next((said for said in told if said.startswith("store")), None)

    monday = open_store(create_settings(tmp_path, **reached))
    assert [said for said in ask(database, monday, settings).missing if said.startswith("store")] == []
    assert monday.free_bytes() > 0
    assert trouble(AWS_SECRET_ACCESS_KEY="wrong") == "store: it takes nothing (SignatureDoesNotMatch)"
    nobody = f"http://127.0.0.1:{free_port()}"
    assert trouble(AWS_ENDPOINT_URL=nobody) == "store: it takes nothing (it does not answer)"


class _Full(BaseHTTPRequestHandler):
    """A store without room, in the words of MinIO."""

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<Error><Code>XMinioStorageFull</Code><Message>No space left.</Message></Error>"
        self.send_response(507)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody is told."""


def test_a_full_bucket_says_so(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), _Full) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        reached = with_bucket(bucket_settings("127.0.0.1", server.server_port))
        store = open_store(create_settings(tmp_path, **reached))
        with pytest.raises(OSError, match="XMinioStorageFull") as full, store.pack("job") as pack:
            pack.add(b"bytes")
        server.shutdown()
    assert full.value.errno == errno.ENOSPC  # which the web answers with 507


def test_a_bucket_takes_nothing_where_uploads_have_no_room_to_wait(tmp_path: Path) -> None:
    """They would be answered with 507. The bucket is not even asked."""
    store = open_store(create_settings(tmp_path, **with_bucket(bucket_settings("127.0.0.1", free_port()))))
    assert store.free_bytes() > 0
    assert "no room is left in BROWLINE_HOME" in (store.trouble(room=2**62) or "")
