"""`browline backup` and `browline restore`: everything of one moment in a folder, and from it again."""

import errno
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import TaskID
from sqlalchemy.exc import SQLAlchemyError

from cli.home import refusing, unchanged_database
from cli.progress_bar import progress_bar
from cli.so_many import so_many
from cli.wiring import beside, fail, settings_or_exit
from core.blobs import BucketError
from core.database import Database
from core.errors import first_line
from core.sizes import size_words

if TYPE_CHECKING:
    from core.backup.manifest import Manifest
    from core.backup.rows import Telling

DAMAGED = 1
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(short_help="Copy all rows and images of this moment into a folder.")
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Copy all rows and images of this moment into FOLDER, while Browline runs.

    A second backup into the same folder copies only what is new, and forgets what was deleted since. The
    models are files of yours and are not in it, nor is the key that signs sessions: people sign in again.
    Exit status: 0 all is in it; 1 images were lost or damaged before, and one is named; 2 it could not be
    written.
    """
    from core.backup.take import take  # noqa: PLC0415 - only needed here
    from core.blobs import open_store  # noqa: PLC0415

    settings = settings_or_exit(make_home=False)
    with refusing(), _telling() as tell, closing(unchanged_database(settings.sql_url)) as database:
        taken = take(database, open_store(settings), folder, _new_database, tell)
    said = taken.manifest
    click.echo(
        f"{_content(said)}; {so_many(said.packs, 'pack')} of {size_words(said.size)} "
        f"(files that hold the bytes of many images): {folder}"
    )
    if taken.missing:
        click.echo(
            f"browline: gone or cut before: {so_many(len(taken.missing), 'pack')}, such as {taken.missing[0]}"
            f"{f' (of {len(taken.saved):,} this folder has the copy from before)' if taken.saved else ''}; "
            f"{beside(settings, 'audit')} says which images that are.",
            err=True,
        )
    if taken.damaged:
        click.echo(
            f"browline: damaged before: {so_many(len(taken.damaged), 'image')}, such as {taken.damaged[0]}; "
            "what is stored of it is not what was sent.",
            err=True,
        )
    if taken.missing or taken.damaged:
        sys.exit(DAMAGED)


@click.command(short_help="Put a backup where nothing is yet.")
@click.argument("folder", type=FOLDER)
def restore(folder: Path) -> None:
    """Put the backup in FOLDER where BROWLINE_HOME, DATABASE_URL and BLOB_URL say, which must be empty.

    A backup of SQLite may go into Postgres and one of a folder into a bucket, and the other way round. Do it
    before the first `browline up` there. What was in work waits again. What was cut short can be repeated.
    Exit status: 0 all is there; 1 packs are gone from the backup, and one is named; 2 it could not be done.
    """
    from core.backup.manifest import read_manifest  # noqa: PLC0415 - only needed here
    from core.backup.restore import check_empty  # noqa: PLC0415
    from core.backup.restore import restore as put  # noqa: PLC0415
    from core.blobs import open_store  # noqa: PLC0415
    from migrations.migrate import migrate  # noqa: PLC0415

    with refusing():
        said = read_manifest(folder)
        settings = settings_or_exit()
        newest = _newest(folder, settings.home)
        with _telling() as tell, newest as source, closing(Database(settings.sql_url)) as target:
            with target.read() as connection:
                check_empty(connection)  # before it is changed: it may be somebody's, of an older version
            migrate(target)
            gone = put(source, folder, target, open_store(settings), tell)
    click.echo(
        f"{_content(said)}, all of {said.made_at}. "
        f"{beside(settings, 'audit')} looks whether all is well; start with {beside(settings, 'up')}."
    )
    if gone:
        click.echo(
            f"browline: not in the backup: {so_many(len(gone), 'pack')}, such as {gone[0]}; the audit says "
            "which images that are.",
            err=True,
        )
        sys.exit(DAMAGED)


def _content(said: "Manifest") -> str:
    jobs, images, reviews = (so_many(said.rows[table], table[:-1]) for table in ("jobs", "images", "reviews"))
    return f"{jobs} with {images} and {reviews}"


@contextmanager
def _telling() -> Iterator["Telling"]:
    """Shows each step as a bar. What disk, database or bucket refuse is told in one sentence."""
    bars = dict[str, TaskID]()
    try:
        with progress_bar() as progress:

            def tell(step: str, done: int, total: int) -> None:
                if step not in bars:
                    bars[step] = progress.add_task(step)
                progress.update(bars[step], completed=done, total=total)

            yield tell
    except BucketError as error:
        fail(_bucket_says(error))
    except OSError as error:
        fail(f"{error.filename or 'the disk'}: {error.strerror or error}.")
    except SQLAlchemyError as error:
        fail(f"the database does not do it ({first_line(error)}).")


def _bucket_says(error: BucketError) -> str:
    sentence = {
        errno.ETIMEDOUT: "the bucket does not answer; see that AWS_ENDPOINT_URL is right, and that it runs.",
        errno.ENODEV: "there is no such bucket; see that BLOB_URL is right.",
        errno.EACCES: f"the bucket does not let us in ({error.strerror}); see that AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY are right, and what they may do.",
        errno.ENOSPC: f"the bucket is full ({error.strerror}).",
    }
    return sentence.get(error.errno or 0, f"the bucket does not do it ({error.strerror}).")


def _new_database(file: Path) -> Database:
    from migrations.migrate import migrate  # noqa: PLC0415 - Alembic is only needed here

    database = Database(f"sqlite:///{file.absolute()}")
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def _newest(folder: Path, home: Path) -> Iterator[Database]:
    """A backup's database with the newest schema, in a copy: the backup stays as it is.

    The copy lies in the home, which has room for it; /tmp may be small, or memory.
    """
    from alembic.util import CommandError  # noqa: PLC0415 - only needed here

    from core.backup.manifest import DATABASE  # noqa: PLC0415

    with tempfile.TemporaryDirectory(dir=home) as place:
        file = Path(place) / DATABASE
        shutil.copyfile(folder / DATABASE, file)
        try:
            database = _new_database(file)
        except CommandError:
            fail(f"{folder} was written by a newer version of Browline; restore it with that one.")
        with closing(database):
            yield database
