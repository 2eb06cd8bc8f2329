"""A request that takes hours to come keeps all that it has sent, videos too: its rows come at its end."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import redis as redis_client

from core.database import Database
from core.ids import new_id
from core.settings import Settings
from tests.support.apps import app_with
from tests.support.files import portrait
from tests.support.films import film
from tests.support.stores import KINDS, with_bucket
from web.context import context
from web.forms import SentFile, SentStream
from web.intake import taken_in
from worker.loose_packs import LoosePacks

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_video_is_there_when_its_rows_come(
    settings: Settings,
    database: Database,
    redis: redis_client.Redis,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    kind: str,
) -> None:
    reached: Mapping[str, str] = request.getfixturevalue("s3") if kind == "bucket" else {}
    changes = {name.lower(): value for name, value in (with_bucket(reached) if reached else {}).items()}
    (tmp_path / "clip.mp4").write_bytes(film())

    with app_with(settings, **changes) as app, app.app_context():
        store = context().blobs

        def sent() -> Iterator[SentFile | SentStream]:
            with (tmp_path / "clip.mp4").open("rb") as file:
                yield SentStream("clip.mp4", file, len(film()))
            LoosePacks(database, store).remove(store.folders(), -3600)  # as if the next one took an hour
            yield SentFile("a.jpg", portrait())

        with taken_in(sent(), new_id()) as intake:
            (video,) = intake.videos
            with store.file(video.blob) as there:
                assert there.read_bytes() == film()
            assert store.read_one(intake.accepted[0].blob)
