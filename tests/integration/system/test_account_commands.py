"""`browline account`, `token`, `link`, and a start that others can reach: what is typed and told."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bench.running import free_port
from cli.main import main
from core.accounts.links import use_sign_in_link
from core.accounts.passwords import is_password
from core.accounts.records import password_hash
from core.accounts.tokens import token_holder
from core.schema import REVISION
from tests.support.databases import opened

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing was started yet; its database is made, for that takes longest."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_file, home / "browline.db")
    monkeypatch.setenv("BROWLINE_HOME", str(home))
    monkeypatch.setenv("BROWLINE_PORT", str(free_port()))
    return home


def run(*words: str, typed: str = "") -> tuple[int, str]:
    answer = CliRunner().invoke(main, list(words), input=typed)
    return answer.exit_code, answer.output


def create(name: str, role: str) -> tuple[int, str]:
    return run("account", "create", name, "--role", role, "--password-stdin", typed=f"{PASSWORD}\n")


def knows(home: Path, name: str, password: str) -> bool:
    with opened(f"sqlite:///{home}/browline.db") as database, database.read() as connection:
        return is_password(password, password_hash(connection, name)[1])


def test_the_first_account_is_made_before_the_first_start(home: Path) -> None:
    shutil.rmtree(home)
    assert create("ada", "uploader") == (2, "browline: The first account has to be an admin.\n")
    assert create("Ada", "admin") == (0, "ada can sign in as admin.\n")
    assert knows(home, "ada", PASSWORD)


def test_a_password_is_asked_for_twice_and_not_shown(home: Path) -> None:
    status, told = run("account", "create", "ada", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert status == 0
    assert PASSWORD not in told
    assert told.startswith("Password: \nAgain: \n")
    status, told = run("account", "password", "ada", typed=f"{PASSWORD}\nanother\n")
    assert status == 1
    assert knows(home, "ada", PASSWORD)
    run("account", "password", "ada", "--password-stdin", typed="another password")
    assert knows(home, "ada", "another password")


def test_accounts_are_listed_changed_and_removed() -> None:
    create("ada", "admin")
    create("bob", "uploader")
    assert run("account", "role", "bob", "reviewer") == (0, "")
    rows = [line.split("\t") for line in run("account", "list")[1].splitlines()]
    assert [row[:3] for row in rows] == [["ada", "admin", "password"], ["bob", "reviewer", "password"]]
    assert run("account", "remove", "bob") == (0, "")
    assert len(run("account", "list")[1].splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["account", "remove", "ada"], "This is the last admin; make another one first."),
        (["account", "role", "ada", "uploader"], "This is the last admin; make another one first."),
        (["account", "remove", "bob"], "There is no such account."),
        (["token", "create", "script", "--account", "bob"], "There is no such account."),
        (["link", "--account", "bob"], "There is no such account."),
        (["token", "revoke", "script"], "there is no token script."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(words: list[str], told: str) -> None:
    create("ada", "admin")
    assert run(*words) == (2, f"browline: {told}\n")


def test_tokens_are_made_for_an_account_listed_and_revoked(home: Path) -> None:
    create("ada", "admin")
    create("bob", "uploader")
    secret = run("token", "create", "script", "--account", "bob")[1].strip()
    with opened(f"sqlite:///{home}/browline.db") as database:
        holder = token_holder(database, secret)
    assert holder is not None
    assert holder.account.name == "bob"
    run("token", "create", "script")
    rows = [line.split("\t") for line in run("token", "list")[1].splitlines()]
    assert [row[1:3] for row in rows] == [["bob", "script"], ["ada", "script"]]
    assert rows[0][4] == "never used"
    status, told = run("token", "revoke", "script")
    assert status == 2
    assert all(row[0] in told for row in rows)
    assert run("token", "revoke", rows[0][0]) == (0, "")
    assert run("token", "revoke", "script", "--account", "ada") == (0, "")
    assert run("token", "list", "--account", "ada") == (0, "")


def test_a_link_is_for_an_account_and_says_where_people_reach_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWLINE_PUBLIC_URL", "https://browline.example/")
    create("ada", "admin")
    create("bob", "uploader")
    link = run("link", "--account", "bob")[1]
    found = re.fullmatch(r"https://browline\.example/sign-in\?token=(\S+)\n", link)
    assert found is not None
    with opened(f"sqlite:///{home}/browline.db") as database, database.write() as connection:
        account = use_sign_in_link(connection, found[1])
        assert account == password_hash(connection, "bob")[0].id  # type: ignore[union-attr]


def refused(command: str) -> str:
    """The sentence that a start ends with. In a process of its own: `web` ends with its parent."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", command], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2
    (sentence,) = [line for line in done.stderr.splitlines() if line.startswith("browline: ")]
    return sentence


@pytest.mark.parametrize("command", ["web", "worker", "sweeper"])
def test_no_role_starts_on_an_older_schema(home: Path, command: str) -> None:
    with opened(f"sqlite:///{home}/browline.db") as database, database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    needed = f"its schema is 0001, and this version needs {REVISION}; run browline migrate."
    assert refused(command) == f"browline: the database cannot be used: {needed}"


@pytest.mark.parametrize("command", ["up", "web"])
def test_nothing_starts_for_others_without_a_key_and_an_admin(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("BROWLINE_HOST", "0.0.0.0")  # noqa: S104 - refused here
    monkeypatch.setenv("SECRET_KEY", "short")
    assert refused(command).startswith("browline: SECRET_KEY: it must have 32 characters or more")
    monkeypatch.setenv("SECRET_KEY", "long enough " * 3)
    assert "account create NAME --role admin" in refused(command)
    run("token", "create", "script")  # makes an admin without a password
    create("bob", "reviewer")
    assert "account create NAME --role admin" in refused(command)


def test_a_web_without_tables_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWLINE_HOST", "0.0.0.0")  # noqa: S104 - refused here
    monkeypatch.setenv("SECRET_KEY", "long enough " * 3)
    (home / "browline.db").unlink()
    assert "has it been migrated?" in refused("web")
