"""Every command explains itself, and wrong use is told in words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import COMMANDS, main
from cli.supervision import PARTS, REDIS, write_configuration
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
