"""What the live bench judges: all frames, by wall time, beside jobs that move; and nothing unmeasured."""

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bench import live
from bench.camera import JOBS, with_bulk
from bench.live import MOVED, P95, RATE, bars
from bench.live_figures import Live, figures, for_json, told

GOOD = Live(rate=RATE, p50=50, p95=P95, sent=300, unanswered=0, troubles=0, bulk=MOVED)
BESIDE = [f"grab to drawn, beside a job of {kind}" for kind in JOBS]


def test_it_judges_what_runs_beside_a_job() -> None:
    slow = Live(RATE - 1, 50, P95 + 1, 300, 0, 0, bulk=0)
    judged = bars({"grab to drawn, alone": slow, BESIDE[0]: slow, BESIDE[1]: GOOD})
    assert [(bar.name, bar.met) for bar in judged] == [
        (BESIDE[0], False),
        (f"{BESIDE[0]}, p95", False),
        (f"{BESIDE[0]}, the job", False),
        (BESIDE[1], True),
        (f"{BESIDE[1]}, p95", True),
        (f"{BESIDE[1]}, the job", True),
    ]


def test_a_job_that_stands_still_is_missed() -> None:
    stuck = bars(dict.fromkeys(BESIDE, replace(GOOD, bulk=0)))
    assert [bar.name for bar in stuck if not bar.met] == [f"{name}, the job" for name in BESIDE]


def test_what_was_not_measured_is_missed() -> None:
    assert not any(bar.met for bar in bars({}))
    assert [bar.met for bar in bars({BESIDE[0]: GOOD})] == [True] * 3 + [False] * 3


def test_frames_without_an_answer_are_infinitely_late() -> None:
    assert figures([20] * 95, sent=95, seconds=5, troubles=0) == Live(19, 20, 20, 95, 0, 0)
    some = figures([20] * 94, sent=100, seconds=5, troubles=6)
    assert (some.p50, some.p95, some.unanswered) == (20, math.inf, 6)
    none = figures([], sent=0, seconds=5, troubles=0)
    assert (none.rate, none.p50, none.p95) == (0, math.inf, math.inf)


def event(what: str, grabbed: float, at: float) -> dict[str, Any]:
    return {"what": what, "grabbed": grabbed, "at": at}


def test_a_page_that_froze_is_slow_however_fast_it_was() -> None:
    """A second of thirty frames, and then none for nine; one was sent and never came back."""
    frames = [1000 + 33.3 * n for n in range(30)]
    events = [event("sent", grabbed, grabbed) for grabbed in [*frames, 2000.0]]
    events += [event("drawn", grabbed, grabbed + 40) for grabbed in frames]
    live = told([*events, event("trouble", 2000.0, 4000.0)], began=1000, now=11_000)
    assert (live.rate, live.sent, live.unanswered, live.troubles) == (3, 31, 1, 1)
    assert live.p50 == pytest.approx(40)


def test_all_frames_count_however_long_ago() -> None:
    """The first tenth was slow: more frames ago than a page remembers."""
    took = [500.0] * 60 + [30.0] * 540
    events = [event("sent", 30.0 * n, 30.0 * n) for n in range(600)]
    events += [event("drawn", 30.0 * n, 30.0 * n + took[n]) for n in range(600)]
    assert told(events, began=0, now=20_000).p95 == 500


def test_an_overtaken_frame_is_late_but_not_seen() -> None:
    events = [event("sent", 0, 0), event("sent", 33, 33), event("drawn", 33, 60), event("overtaken", 0, 900)]
    live = told(events, began=0, now=1000)
    assert (live.rate, live.p95, live.unanswered) == (1, 900, 0)


def test_a_frame_belongs_to_the_time_of_its_grab_and_is_drawn_in_it_or_not() -> None:
    """The first was under way before, the second ends late, the third was grabbed after the end."""
    events = [event("drawn", 5, 120), event("sent", 150, 150), event("drawn", 150, 1200)]
    live = told([*events, event("sent", 1101, 1101)], began=100, now=1100)
    assert (live.sent, live.unanswered, live.rate, live.p95) == (1, 0, 0, 1050)


class Jobs:
    """A server whose jobs' images end as told."""

    def __init__(self) -> None:
        self.counts = [{"classified": 64, "no_face": 0, "failed": 1, "waiting": 500}]

    def get(self, path: str) -> dict[str, Any]:
        assert path.startswith("/jobs")
        return {"items": [{"counts": counts} for counts in self.counts]}


@pytest.mark.parametrize("moves", [True, False])
def test_what_ends_beside_is_the_jobs_rate(moves: bool) -> None:
    jobs = Jobs()

    def watch() -> Live:
        time.sleep(0.01)
        if moves:
            jobs.counts[0] |= {"classified": 70, "no_face": 4}
            jobs.counts.append({"classified": 0, "no_face": 0, "failed": 2, "waiting": 9})
        return GOOD

    beside = with_bulk(jobs, watch)  # type: ignore[arg-type]
    assert 0 < beside.bulk <= 12 / 0.01 if moves else beside.bulk == 0
    assert replace(beside, bulk=GOOD.bulk) == GOOD


def test_json_has_no_infinity() -> None:
    words = json.dumps(for_json(figures([], sent=1, seconds=1, troubles=0)), allow_nan=False)
    assert json.loads(words)["p95"] is None


@contextmanager
def _nothing(*_: object) -> Iterator[None]:
    yield


def test_without_chromium_it_says_so_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "find_chromium", lambda: None)
    monkeypatch.setattr(live, "running", lambda _: nullcontext())
    monkeypatch.setattr(live, "tell_if_busy", lambda: None)
    monkeypatch.setattr(live, "live_frames", list)
    monkeypatch.setattr(live, "watch_live", lambda *_: GOOD)
    monkeypatch.setattr(live, "bulk_beside", _nothing)
    monkeypatch.setattr(live, "with_bulk", lambda _, watch: watch())
    monkeypatch.setattr(live, "JOBS", dict.fromkeys(JOBS, lambda: None))
    ended = CliRunner().invoke(live.main, ["--out", str(tmp_path)])
    assert ended.exit_code == 1, ended.output
    assert "No Chromium is installed" in ended.output
    assert ended.output.count("MISSED") == 3 * len(JOBS)
    assert len(list(tmp_path.glob("live-*.json"))) == 1
