"""Backups of a system with rows in every table: into either database, while things go, and cut short."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete, select, text

from cli.backup import backup, restore
from core.backup.rows import copied_tables
from core.backup.take import Taken, take
from core.blobs.folder import FolderStore
from core.blobs.pins import PREFIX, drop_left_pins, pinning
from core.database import Database
from core.ids import new_id
from core.jobs.chosen import delete_chosen
from core.jobs.erase import erase
from core.results.filters import ResultFilter
from core.tables import Image, Job
from tests.integration.audit.world import World, make_world
from tests.integration.conftest import empty_database
from tests.support.auditing import codes
from tests.support.backups import everything, files, new_database, runner
from tests.support.databases import opened
from tests.support.factories import create_account


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return make_world(database, tmp_path / "blobs")


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Callable[..., Result]:
    """Runs a command in this test's home, or in another home with another database."""

    return runner(tmp_path, database_url)


@pytest.mark.parametrize("into", ["sqlite", "postgres"])
def test_everything_is_there_again(
    request: pytest.FixtureRequest,
    world: World,
    database: Database,
    run: Callable[..., Result],
    tmp_path: Path,
    into: str,
) -> None:
    with database.write() as connection:
        connection.execute(delete(Job).where(~Job.kept))  # a live frame, which nobody promised to keep
    before, stored = everything(database), files(world.folder)
    made = run(backup, str(tmp_path / "copy"))
    assert (made.exit_code, made.stdout.count("\n")) == (0, 1), made.output
    assert not list(world.folder.glob(f"{PREFIX}*"))
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {"backup.json", "blobs", "browline.db"}

    written = [tmp_path / "copy" / "browline.db", *(tmp_path / "copy" / "blobs").glob("*/*")]
    assert {path.stat().st_mode & 0o077 for path in written} == {0}, "others can read it"

    home = tmp_path / "new"
    home.mkdir()
    if into == "postgres":  # the one there is, whatever was in it
        database.close()
        url = empty_database(request, "postgres", home)
        with opened(url) as emptied, emptied.write() as connection:
            for table in reversed(copied_tables()):
                connection.execute(delete(table))
    else:
        url = f"sqlite:///{home / 'browline.db'}"
    put = run(restore, str(tmp_path / "copy"), home=home, url=url)
    assert put.exit_code == 0, put.output
    with opened(url) as restored:
        assert everything(restored) == before
        with restored.read() as connection:
            states = set(connection.execute(select(Image.state)).scalars())
        assert "waiting" in states
        assert "working" not in states
        assert codes(restored, FolderStore(home / "blobs")) == {}
    live = {pack for pack in stored if pack.startswith("live/")}
    restored_packs = files(home / "blobs")
    assert {pack: stored[pack] for pack in stored.keys() - live if pack in restored_packs} == restored_packs
    again = run(restore, str(tmp_path / "copy"), home=home, url=url)
    assert (again.exit_code, "in use already" in again.stderr) == (2, True)


def test_a_store_of_other_jobs_is_left_alone(
    world: World, run: Callable[..., Result], tmp_path: Path
) -> None:
    assert run(backup, str(tmp_path / "copy")).exit_code == 0
    home = tmp_path / "new"
    with FolderStore(home / "blobs").pack(other := new_id()) as pack:
        pack.add(b"picture")
    put = run(restore, str(tmp_path / "copy"), home=home, url="")
    assert (put.exit_code, "store of images is in use" in put.stderr) == (2, True)
    assert [path.parent.name for path in (home / "blobs").glob("*/*")] == [other]


def copied(world: World, database: Database, folder: Path, tell: Callable[[str, int, int], None]) -> Taken:
    return take(database, world.store, folder, new_database, tell)


def test_what_is_deleted_meanwhile_is_in_this_one_and_not_in_the_next(
    world: World, database: Database, tmp_path: Path
) -> None:
    owner, folder, deleted = create_account(database), tmp_path / "copy", []

    def tell(step: str, done: int, total: int) -> None:
        if step != "Copying packs" or deleted:
            return
        deleted.append(world.open)
        with database.write() as connection:
            connection.execute(delete(Job).where(Job.id == world.open))
            delete_chosen(connection, owner, world.done, ResultFilter(status="failed"))
        world.store.delete_job(world.open)
        erase(database, world.store)

    first = copied(world, database, folder, tell)
    assert deleted
    assert first.missing == []
    kept, inodes = files(folder / "blobs"), {p: p.stat().st_ino for p in (folder / "blobs").glob("*/*")}
    assert any(pack.startswith(world.open) for pack in kept)
    with opened(f"sqlite:///{folder / 'browline.db'}") as copy:
        assert codes(copy, FolderStore(folder / "blobs")) == {}

    second = copied(world, database, folder, lambda *_: None)
    assert second.manifest.rows["jobs"] == first.manifest.rows["jobs"] - 1
    left = files(folder / "blobs")
    assert not any(pack.startswith(world.open) for pack in left)
    changed = {pack for pack in left if left[pack] != kept[pack]}
    assert {pack.partition("/")[0] for pack in changed} == {world.done}, "a deleted image's bytes stayed"
    same = [
        path for path in inodes if path.exists() and str(path.relative_to(folder / "blobs")) not in changed
    ]
    assert same
    assert all(path.stat().st_ino == inodes[path] for path in same), "copied again"


def test_one_that_is_cut_short_leaves_the_one_before(
    world: World, database: Database, run: Callable[..., Result], tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    nothing = run(restore, str(folder), home=tmp_path / "new", url="")
    assert (nothing.exit_code, "holds no whole backup" in nothing.stderr) == (2, True)
    copied(world, database, folder, lambda *_: None)
    said = (folder / "backup.json").read_text()

    def full(step: str, done: int, total: int) -> None:
        if step == "Copying packs":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        copied(world, database, folder, full)
    assert (folder / "backup.json").read_text() == said
    assert not list(world.folder.glob(f"{PREFIX}*"))
    put = run(restore, str(folder), home=tmp_path / "new", url="")
    assert put.exit_code == 0, put.output


def test_packs_that_are_gone_are_named(
    world: World, database: Database, run: Callable[..., Result], tmp_path: Path
) -> None:
    world.store.delete_job(world.open)
    made = run(backup, str(tmp_path / "copy"))
    assert made.exit_code == 1
    assert f"such as {world.open}/" in made.stderr


def test_a_pack_that_is_lost_stays_in_the_backup_that_has_it(
    world: World, database: Database, run: Callable[..., Result], tmp_path: Path
) -> None:
    packs, owner = tmp_path / "copy" / "blobs", create_account(database)
    assert run(backup, str(tmp_path / "copy")).exit_code == 0
    kept = files(packs)
    (pack,) = (pack for pack in kept if pack.startswith(world.done))
    with database.write() as connection:
        delete_chosen(connection, owner, world.done, ResultFilter(status="failed"))
    erase(database, world.store)
    world.store.discard(pack)
    made = run(backup, str(tmp_path / "copy"))
    assert (made.exit_code, "of 1 this folder has the copy from before" in made.stderr) == (1, True)
    zeros = bytes(len(b"picture"))
    assert (kept[pack].count(zeros), files(packs)[pack].count(zeros)) == (0, 1), "a deleted image stayed"
    put = run(restore, str(tmp_path / "copy"), home=tmp_path / "new", url="")
    assert put.exit_code == 0, put.output
    with opened(f"sqlite:///{tmp_path / 'new' / 'browline.db'}") as restored:
        assert codes(restored, FolderStore(tmp_path / "new" / "blobs")) == {}


def test_what_is_gone_from_a_backup_is_told_by_its_restore(
    world: World, run: Callable[..., Result], tmp_path: Path
) -> None:
    assert run(backup, str(tmp_path / "copy")).exit_code == 0
    (pack,) = (tmp_path / "copy" / "blobs" / world.open).iterdir()
    pack.unlink()
    put = run(restore, str(tmp_path / "copy"), home=tmp_path / "new", url="")
    assert (put.exit_code, f"such as {world.open}/{pack.name}" in put.stderr) == (1, True)


def test_one_of_a_newer_version_is_not_guessed_at(
    world: World, database: Database, run: Callable[..., Result], tmp_path: Path
) -> None:
    copied(world, database, tmp_path / "copy", lambda *_: None)
    with opened(f"sqlite:///{tmp_path / 'copy' / 'browline.db'}") as copy, copy.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    put = run(restore, str(tmp_path / "copy"), home=tmp_path / "new", url="")
    assert (put.exit_code, "newer version" in put.stderr) == (2, True)


def test_pins_of_the_killed_go_and_held_ones_stay(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    long_ago = time.time() - 3600
    with pinning(tmp_path) as held:
        for folder in (left, held.folder):
            os.utime(folder, (long_ago, long_ago))
        drop_left_pins(tmp_path)
        assert held.folder.is_dir()
        assert not left.exists()
