"""A video on this machine: how far it is can be seen, and its rows do not fill the memory."""

import gc
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.progress import Progress

from cli import local_video, spool
from cli.local_batch import LocalImage, Rules
from cli.local_video import GROUP, classify_video
from cli.people import Track
from cli.progress_bar import show_film
from cli.spool import Spool
from core.results.row import ResultRow
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from tests.support.factories import create_row
from tests.support.films import film

RULES = Rules(Limits(), Limits(), False, 0.8, "", 32)
SECONDS = 12


def answers(files: Sequence[LocalImage], _: Rules) -> list[list[ResultRow]]:
    """One face each, without a network; what cannot be read fails."""
    seen = {"label": "male", "p_female": 0.1, "face_x": 40, "face_y": 20, "face_w": 60, "face_h": 70}
    return [
        [create_row(filename=file.name, width=160, **seen) if file.image else create_row(status="failed")]
        for file in files
    ]


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A film of ten frames a second."""
    monkeypatch.setattr(local_video, "classify_images", answers)
    path = tmp_path / "clip.mp4"
    path.write_bytes(film(seconds=SECONDS))
    return path


def test_it_tells_how_far_it_is_and_holds_few_rows(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", 1)
    told, held, tracks = list[tuple[float, float | None]](), list[int](), list[Track]()

    def come(at: float, seconds: float | None) -> None:
        told.append((at, seconds))
        if len(told) % 50 == 0:
            held.append(sum(isinstance(one, ResultRow) for one in gc.get_objects()))

    before = sum(isinstance(one, ResultRow) for one in gc.get_objects())
    rows = list(classify_video(str(clip), 0.1, RULES, VideoLimits(), tracks, come))
    times = [at for at, _ in told]
    assert times == sorted(times)
    assert len(times) >= 10 * SECONDS
    assert {seconds for _, seconds in told} == {SECONDS}
    assert max(held) - before <= GROUP
    assert [row.at_seconds for (row,) in rows] == pytest.approx([n / 10 for n in range(10 * SECONDS)])
    assert {row.track_frames for (row,) in rows} == {10 * SECONDS}


def test_what_came_before_a_broken_end_is_there(clip: Path) -> None:
    limits = VideoLimits(max_frames=5)
    *rows, last = classify_video(str(clip), 1.0, RULES, limits, [], lambda *_: None)
    assert [row.track_frames for (row,) in rows] == [5] * 5
    assert last[0].status == "failed"


@pytest.mark.parametrize("in_memory", [1, 2**20])
def test_rows_are_read_back_as_they_were(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", in_memory)
    frames = [[create_row(filename=f"{n}.jpg", face_x=x) for x in range(n % 3)] for n in range(20)]
    with Spool() as kept:
        for rows in frames:
            kept.add(rows)
        assert list(kept.read()) == frames


def test_the_bar_goes_on_within_a_film() -> None:
    progress = Progress(disable=True)
    bar = progress.add_task("Sampling", total=2)
    show_film(progress, bar, 1, 30.0, 60.0)
    assert (progress.tasks[0].completed, progress.tasks[0].description) == (1.5, "Sampling, at 30 of 60 s")
    show_film(progress, bar, 1, 90.0, 60.0)
    assert progress.tasks[0].completed == 2
    show_film(progress, bar, 1, 30.0, None)
    assert (progress.tasks[0].completed, progress.tasks[0].description) == (1, "Sampling, at 30 s")
