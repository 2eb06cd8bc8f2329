"""Every command explains itself, and wrong use is told in words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import COMMANDS, main
from cli.supervision import PARTS, REDIS, write_configuration
from cli.wiring import beside
from core.settings import Settings


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(main, list(words))
    return answer.exit_code, answer.output


def test_all_commands_are_listed() -> None:
    status, words = run("--help")
    assert status == 0
    assert all(name in words for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself(name: str) -> None:
    status, words = run(name, "--help")
    assert status == 0
    assert "Usage: " in words


@pytest.mark.parametrize("words", [["nonsense"], ["classify"], ["classify", "."], ["token", "create"]])
def test_wrong_use_exits_with_two(words: list[str]) -> None:
    status, told = run(*words)
    assert status == 2
    assert "Usage: " in told


@pytest.mark.parametrize(
    "words",
    [
        ["link"],
        ["token", "create", "script"],
        ["token", "list"],
        ["account", "list"],
        ["account", "remove", "a"],
    ],
)
def test_beside_no_browline_nothing_is_made(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWLINE_HOME", str(tmp_path / "elsewhere"))
    status, told = run(*words)
    assert status == 2
    assert "is BROWLINE_HOME set as where Browline runs?" in told
    assert not (tmp_path / "elsewhere").exists()


def test_a_printed_command_names_the_home_that_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["bin/browline"])
    monkeypatch.delenv("BROWLINE_HOME", raising=False)
    assert beside(Settings(home=tmp_path), "link") == "bin/browline link"
    monkeypatch.setenv("BROWLINE_HOME", "here")
    spaced = tmp_path / "my home"
    assert beside(Settings(home=spaced), "link") == f"BROWLINE_HOME='{spaced}' bin/browline link"


def test_parts_stop_within_ten_seconds() -> None:
    assert sum(part.stop_seconds for part in (REDIS, *PARTS)) < 10


def test_a_percent_sign_in_the_home_is_no_expansion(tmp_path: Path) -> None:
    home = tmp_path / "100%s"
    home.mkdir()
    text = write_configuration(Settings(home=home)).read_text()
    assert "100%%s" in text
    assert "100%s" not in text.replace("%%", "")


@pytest.mark.parametrize(("redis_url", "own"), [("", True), ("redis://elsewhere", False)])
def test_a_redis_of_its_own_runs_unless_another_is_named(tmp_path: Path, redis_url: str, own: bool) -> None:
    text = write_configuration(Settings(home=tmp_path, redis_url=redis_url)).read_text()
    assert ("[program:redis]" in text) == own
