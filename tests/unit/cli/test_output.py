"""Where commands write their tables: whole or not at all, and one sentence where they cannot."""

from pathlib import Path

import pytest

from cli.output import opened


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with opened(str(target)) as out:
        out.write("a,b\r\n")
        assert not target.exists()
    assert target.read_bytes() == b"a,b\r\n"
    with pytest.raises(UnicodeError), opened(str(target)) as out:
        out.writelines(["half", b"\xff".decode()])
    assert target.read_bytes() == b"a,b\r\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_place_where_nothing_can_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"{'x' * 250}.csv"  # with what an unfinished one is called it is too long a name
    with pytest.raises(SystemExit) as stopped, opened(str(target)):
        pass
    assert stopped.value.code == 1
    assert "cannot be written (File name too long)." in capsys.readouterr().err
