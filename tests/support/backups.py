"""Backups as people make them, and what they must bring back."""

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import select

from core.backup.rows import copied_tables
from core.database import Database
from migrations.migrate import migrate

IN_WORK = {"state", "claim_id", "lease_until"}


def runner(home: Path, database_url: str, **settings: str) -> Callable[..., Result]:
    """Runs a command in a home, or in another home with another database and other settings."""

    def command(
        which: object, *arguments: str, home: Path = home, url: str = database_url, **more: str
    ) -> Result:
        places = {"BROWLINE_HOME": str(home), "DATABASE_URL": url, "BLOB_URL": str(home / "blobs")}
        environment = places | settings | more
        return CliRunner().invoke(which, arguments, env=environment)  # type: ignore[arg-type]

    return command


def new_database(file: Path) -> Database:
    """An empty SQLite file with the newest schema."""
    fresh = Database(f"sqlite:///{file}")
    migrate(fresh)
    return fresh


def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, but for who had what in work."""
    found = {}
    with database.read() as connection:
        for table in copied_tables():
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            left_out = IN_WORK if table.name == "images" else set()
            found[table.name] = [{k: v for k, v in row.items() if k not in left_out} for row in rows]
    return found


def files(folder: Path) -> dict[str, bytes]:
    """The packs in a folder, by their names."""
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in folder.glob("*/*")}
