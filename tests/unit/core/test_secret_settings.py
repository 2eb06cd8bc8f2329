"""Secrets: from files, never from two places, and a key of the home where none is given."""

from pathlib import Path

import pytest

from core.settings import Settings, SettingsError, load_settings, secret_key
from core.settings.secret_files import SECRETS

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    said = {"DATABASE_URL": "sqlite:////srv/x.db", "REDIS_URL": "redis://elsewhere"}.get(name, "w" * 64)
    (tmp_path / "secret").write_text(f"{said}\n")
    (tmp_path / ".env").write_text(f"{name}=sqlite:////srv/another.db\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv(name, "")
    assert getattr(load_settings(), name.lower()) == said


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_secret_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsError, match=rf"^SECRET_KEY_FILE: {tmp_path / 'key'} .*\.$"):
        load_settings()


def test_a_secret_is_not_given_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("of the file")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("SECRET_KEY", "of the environment")
    with pytest.raises(SettingsError, match=r"^SECRET_KEY_FILE: SECRET_KEY is set, too") as refusal:
        load_settings()
    assert "environment" not in str(refusal.value)


def test_a_secret_s_file_may_be_named_in_dot_env(tmp_path: Path) -> None:
    (tmp_path / "address").write_text("sqlite:////srv/x.db\n")
    (tmp_path / ".env").write_text(f"DATABASE_URL_FILE={tmp_path}/address\n")
    assert load_settings().database_url == "sqlite:////srv/x.db"


def test_a_secret_is_not_given_in_dot_env_and_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("of the file")
    (tmp_path / ".env").write_text("SECRET_KEY=of the other file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsError, match=r"^SECRET_KEY_FILE: SECRET_KEY is set, too"):
        load_settings()


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    key = secret_key(settings)
    assert len(key) >= 64
    assert secret_key(settings) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_given_secret_key_is_used(tmp_path: Path) -> None:
    assert secret_key(Settings(home=tmp_path, secret_key="mine")) == "mine"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7"])  # noqa: S104 - refused here
@pytest.mark.parametrize("key", ["", "x", "x" * 31])
def test_other_machines_need_a_long_secret_key(tmp_path: Path, host: str, key: str) -> None:
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: .*32 characters.*openssl rand -hex 32"):
        secret_key(Settings(home=tmp_path, host=host, secret_key=key))
    assert secret_key(Settings(home=tmp_path, host=host, secret_key="x" * 32)) == "x" * 32
