"""`browline watch`: the rows of a camera's stream, as they come, until it is stopped."""

import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO

import click

from cli.camera import camera_frames, public_name
from cli.judging import Asked, judging, rules_or_exit
from cli.local_batch import Rules, classify_images
from cli.local_video import read_frame
from cli.output import check_folder
from cli.people import TRACK_COLUMNS, People
from cli.wiring import fail, settings_or_exit
from core.clock import utc_now
from core.results.export import csv_lines, jsonl_lines
from core.results.row import ResultRow, columns_of
from core.settings import CAMERA
from imaging.video.wire import Frame
from worker.videos.limits import video_limits

COLUMNS = columns_of(videos=True)
RECONNECTING = 10.0  # seconds for which somebody is not forgotten: a connection may break in between


@click.command()
@click.argument("url", envvar=CAMERA)
@click.option(
    "--csv", "target", required=True, metavar="FILE", help="Where rows are added; - for standard output."
)
@judging
@click.option("--jsonl", "jsonl_file", metavar="FILE", help="Where rows are added as JSON lines too.")
@click.option("--tracks", "tracks_file", metavar="FILE", help="Where people are added once they have left.")
def watch(
    url: str,
    target: str,
    framing: str,
    threshold: float | None,
    uncertain_flags: str | None,
    every: float,
    jsonl_file: str | None,
    tracks_file: str | None,
) -> None:
    """Classify a camera's stream (URL: RTSP or HTTP) until it is stopped, and add one CSV row a face.

    A connection that breaks is made again. Ctrl-C or SIGTERM stops it; all rows are written by then. An
    address that holds a password is better given as BROWLINE_STREAM than in the command line, which others
    can read; it is in no row and no message.
    """
    settings = settings_or_exit(make_home=False)
    try:
        name = public_name(url)
    except ValueError as error:
        fail(str(error))
    files = _Files(target, jsonl_file, tracks_file)
    for written in files.named():
        check_folder(written)
    _check_heading(files.csv, COLUMNS)
    _check_heading(files.tracks or "-", TRACK_COLUMNS)
    rules = rules_or_exit(Asked(framing, threshold, uncertain_flags), settings)
    stop = Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    click.echo(f"Watching {name}; Ctrl-C stops.", err=True)
    frames = camera_frames(
        url, every, video_limits(settings), stop.is_set, lambda why: click.echo(f"{name}: {why}", err=True)
    )
    try:
        seen = _write(frames, name, every, rules, files)
    except BrokenPipeError:  # who read has gone, and that is as good as Ctrl-C
        with suppress(OSError):
            sys.stdout.close()
        return
    except OSError as error:
        with suppress(OSError):  # it would be tried once more at the end, and be told by Python
            sys.stdout.close()
        named = error.filename or " or ".join(files.named())
        fail(f"{named} cannot be written ({error.strerror or error}).", 1)
    click.echo(f"Stopped after {seen:,} frames.", err=True)


@dataclass(frozen=True, slots=True)
class _Files:
    """Where things are added; - is standard output."""

    csv: str
    jsonl: str | None
    tracks: str | None

    def named(self) -> list[str]:
        """Those that were given."""
        return [name for name in (self.csv, self.jsonl, self.tracks) if name]


def _write(frames: Iterable[Frame | None], name: str, every: float, rules: Rules, files: _Files) -> int:
    """Write rows and people as they come. Returns how many frames there were."""
    people = People(name, every, rules.threshold, rules.uncertain_flags, gap_seconds=RECONNECTING)
    began, count = time.monotonic(), 0
    with ExitStack() as stack:
        rows_out = stack.enter_context(_added_to(files.csv, COLUMNS))
        lines_out = stack.enter_context(_opened(files.jsonl)) if files.jsonl else None
        people_out = stack.enter_context(_added_to(files.tracks, TRACK_COLUMNS)) if files.tracks else None
        for frame in frames:
            if frame is not None:
                at = time.monotonic() - began
                rows = people.see(at, _rows(frame, name, rules), frame.jpeg)
                _add(rows_out, rows, COLUMNS)
                if lines_out is not None:
                    lines_out.writelines(jsonl_lines(rows))
                    lines_out.flush()
                count += 1
            if people_out is not None:
                _add(people_out, people.gone(), TRACK_COLUMNS)
        if people_out is not None:
            _add(people_out, people.all(), TRACK_COLUMNS)
    return count


def _rows(frame: Frame, name: str, rules: Rules) -> list[ResultRow]:
    moment = utc_now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    (rows,) = classify_images([read_frame(f"{name} @ {moment}", frame.jpeg, rules)], rules)
    return rows


def _check_heading(target: str, columns: tuple[str, ...]) -> None:
    """Stop with one sentence where a table that is to be added to has other columns, as an older one may."""
    if target == "-" or not Path(target).is_file():
        return
    with Path(target).open(encoding="utf-8", errors="replace") as file:
        heading = file.readline(100_000).rstrip()
    if heading and heading != ",".join(columns):
        fail(f"{target} has other columns than would be added; name another file.", 1)


@contextmanager
def _added_to(target: str, columns: tuple[str, ...]) -> Iterator[IO[str]]:
    """A table that is added to, with its heading if it is new."""
    with _opened(target) as out:
        if target == "-" or out.tell() == 0:
            out.writelines(csv_lines([], columns))
            out.flush()
        yield out


@contextmanager
def _opened(target: str) -> Iterator[IO[str]]:
    """Standard output, or a file to add to."""
    if target == "-":
        yield sys.stdout
        return
    with Path(target).open("a", newline="", encoding="utf-8", errors="backslashreplace") as out:
        yield out


def _add(out: IO[str], rows: Iterable[object], columns: tuple[str, ...]) -> None:
    for line in csv_lines(rows, columns, header=False):
        out.write(line)
    out.flush()
