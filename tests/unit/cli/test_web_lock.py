"""What a home tells of its web: only what is known, and nothing that keeps the web from serving."""

from pathlib import Path

from cli.web_lock import NAME, web_has_ended_in, web_runs_in


def test_it_has_ended_when_all_of_them_have(tmp_path: Path) -> None:
    with web_runs_in(tmp_path):
        with web_runs_in(tmp_path):
            assert not web_has_ended_in(tmp_path)
        assert not web_has_ended_in(tmp_path)
    assert web_has_ended_in(tmp_path)


def test_where_none_has_said_that_it_ran_nothing_is_known_and_nothing_made(tmp_path: Path) -> None:
    assert not web_has_ended_in(tmp_path)
    assert not web_has_ended_in(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_written_is_served(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()  # stands in the way, for whoever runs the tests
    served = False
    with web_runs_in(tmp_path):
        served = True
        assert not web_has_ended_in(tmp_path)
    assert served
