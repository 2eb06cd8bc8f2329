"""Backups of packs in a bucket, again into the same folder, and into either kind of store."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete

from cli.audit import audit
from cli.backup import backup, restore
from core.database import Database
from core.jobs.chosen import delete_chosen
from core.jobs.erase import erase
from core.results.filters import ResultFilter
from core.tables import Job
from tests.integration.audit.world import World, job_of
from tests.integration.core.bucket_backup.packs import inodes, objects
from tests.support.backups import everything, files
from tests.support.databases import opened
from tests.support.factories import create_account
from tests.support.stores import BucketPlace, with_bucket

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_it_goes_from_either_kind_into_either_kind(
    world: World, database: Database, run: Callable[..., Result], s3: Mapping[str, str], tmp_path: Path
) -> None:
    """From a bucket into a bucket, from that into a folder, and from the folder into a bucket."""
    with database.write() as connection:
        connection.execute(delete(Job).where(~Job.kept))  # a live frame, which nobody promised to keep
    before, url = everything(database), world.database.url
    stored: dict[str, bytes] | None = None
    here: dict[str, object] = {}
    for number, bucket in enumerate((True, False, True)):
        copy, home = tmp_path / f"copy{number}", tmp_path / f"home{number}"
        into = with_bucket(s3) if bucket else {"BLOB_URL": str(home / "blobs").join(["file://", ""])}
        made = run(backup, str(copy), url=url, **here)
        assert made.exit_code == 0, made.output
        assert {path.name for path in copy.iterdir()} == {"backup.json", "blobs", "browline.db"}
        assert {path.stat().st_mode & 0o077 for path in copy.rglob("*") if path.is_file()} == {0}
        put = run(restore, str(copy), home=home, url=f"sqlite:///{home}/browline.db", **into)
        assert put.exit_code == 0, put.output
        url, here = f"sqlite:///{home}/browline.db", {"home": home, **into}
        looked = run(audit, "--grace", "0", url=url, **here)
        assert looked.exit_code == 0, looked.output
        with opened(url) as restored:
            assert everything(restored) == before
        now = objects(into, home) if bucket else files(home / "blobs")
        assert now == (stored or now) == files(copy / "blobs")
        stored = now
    assert stored


def test_the_next_one_fetches_only_what_is_new_or_erased(
    world: World, database: Database, run: Callable[..., Result], place: BucketPlace, tmp_path: Path
) -> None:
    packs, owner = tmp_path / "copy" / "blobs", create_account(database)
    assert run(backup, str(tmp_path / "copy")).exit_code == 0
    first, kept = inodes(packs), files(packs)
    new = job_of(database, place.store, 2)
    others = [new, f"{new}/inventory/1.csv", "lists/of/others"]  # the first is as some programs make a folder
    for name in others:
        place.write(name, b"not ours")
    with database.write() as connection:
        delete_chosen(connection, owner, world.done, ResultFilter(status="failed"))
        connection.execute(delete(Job).where(Job.id == world.open))
    erase(database, place.store)
    place.store.delete_job(world.open)
    made = run(backup, str(tmp_path / "copy"))
    assert made.exit_code == 0, made.output
    second, now = inodes(packs), files(packs)
    assert {pack.partition("/")[0] for pack in second.keys() - first.keys()} == {new}
    assert {pack.partition("/")[0] for pack in first.keys() - second.keys()} == {world.open}
    fetched = {pack for pack in first.keys() & second.keys() if first[pack] != second[pack]}
    assert {pack.partition("/")[0] for pack in fetched} == {world.done}
    assert all(now[pack] != kept[pack] for pack in fetched), "a deleted image's bytes stayed"
    assert now == {pack: place.read(pack) for pack in place.all() if pack not in others}


def test_what_was_lost_or_damaged_before_is_told(
    world: World, run: Callable[..., Result], place: BucketPlace, tmp_path: Path
) -> None:
    lost, damaged = (next(p for p in place.all() if p.startswith(job)) for job in (world.open, world.done))
    place.store.discard(lost)
    place.write(damaged, place.read(damaged).replace(b"picture", b"pictuer"))
    made = run(backup, str(tmp_path / "copy"))
    assert made.exit_code == 1
    assert f"such as {lost}" in made.stderr
    assert "damaged before: 3 images, such as" in made.stderr
