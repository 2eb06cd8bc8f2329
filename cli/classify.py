"""`browline classify`: the same rows for files and folders, with no server at all."""

import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

import click

from cli.files import SUFFIXES, files_of
from cli.judging import Asked, judging, rules_or_exit
from cli.local_batch import Found, Rules, classify_files, load_here
from cli.local_video import classify_video, is_video
from cli.output import check_folder, opened
from cli.people import TRACK_COLUMNS, Track
from cli.progress_bar import progress_bar, show_film
from cli.tally import Tally
from cli.wiring import fail, settings_or_exit
from core.results.export import csv_lines, jsonl_lines
from core.results.row import ResultRow, columns_of
from core.settings import Settings
from worker.videos.limits import video_limits

SOME_FAILED = 3
CHUNK = 64  # files that a process takes at once: a few hundred photos are to keep all of them busy


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--csv", "target", required=True, metavar="FILE", help="Where to write the rows; - for standard output."
)
@judging
@click.option("--jsonl", "jsonl_file", metavar="FILE", help="Where to write the rows as JSON lines too.")
@click.option("--tracks", "tracks_file", metavar="FILE", help="Where to write who is in the videos, as CSV.")
def classify(
    paths: tuple[Path, ...],
    target: str,
    framing: str,
    threshold: float | None,
    uncertain_flags: str | None,
    every: float,
    jsonl_file: str | None,
    tracks_file: str | None,
) -> None:
    """Classify images, videos and folders of them (PATHS) and write one CSV row a face.

    An image without a face gets a row of its own that says so (no_face), and a file that is refused or fails
    one with its reason, also if it was found in a folder. A video is as many images as it has sampled frames,
    and with videos rows have more columns: whose face it is and that person's label. Exit status: 0 every
    image was looked at; 3 some were refused or failed (their rows say why); 1 it could not run; 2 wrong use.
    """
    settings = settings_or_exit(make_home=False)
    for written in filter(None, (target, jsonl_file, tracks_file)):
        check_folder(written)
    tally, tracks = Tally(), list[Track]()
    files = list(files_of(paths))
    if all(file.refusal for file in files):
        tally.refused += [f"{file.name}: {file.refusal[1]}" for file in files if file.refusal]
        for line in tally.troubles():
            click.echo(line, err=True)
        fail(f"no image or video was found in {', '.join(map(str, paths))}.", 1)
    rules = rules_or_exit(Asked(framing, threshold, uncertain_flags), settings)
    videos, images = list[str](), list[Found]()
    for file in files:
        if not file.refusal and Path(file.name).suffix.lower() not in SUFFIXES and is_video(file.name):
            videos.append(file.name)
        else:
            images.append(file)
    rows = chain(
        _rows(images, rules, settings, tally), _video_rows(videos, every, rules, settings, tally, tracks)
    )
    _write(rows, columns_of(videos=bool(videos)), target, jsonl_file)
    if tracks_file:
        with opened(tracks_file) as out:
            out.writelines(csv_lines(tracks, TRACK_COLUMNS))
    people = f", {len(tracks):,} {'person' if len(tracks) == 1 else 'people'} in videos" if videos else ""
    click.echo(tally.words() + people + ("" if target == "-" else f" → {target}"), err=True)
    for line in tally.troubles():
        click.echo(line, err=True)
    sys.exit(SOME_FAILED if tally.refused or tally.failed else 0)


def _write(rows: Iterable[ResultRow], columns: Sequence[str], target: str, jsonl_file: str | None) -> None:
    """Write rows as CSV, and where asked as JSON lines too, as they come."""
    with ExitStack() as stack:
        out = stack.enter_context(opened(target))
        if jsonl_file:
            rows = _copied(rows, stack.enter_context(opened(jsonl_file)))
        for line in csv_lines(rows, columns):
            out.write(line)


def _copied(rows: Iterable[ResultRow], out: IO[str]) -> Iterator[ResultRow]:
    for row in rows:
        out.writelines(jsonl_lines([row]))
        yield row


def _video_rows(
    names: Sequence[str],
    every: float,
    rules: Rules,
    settings: Settings,
    tally: Tally,
    tracks: list[Track],
) -> Iterator[ResultRow]:
    """Sample and classify videos one after the other: decoding has a process of its own."""
    with progress_bar() as progress:
        bar = progress.add_task("Sampling", total=len(names), visible=bool(names))
        for films, name in enumerate(names):
            come = partial(show_film, progress, bar, films)
            for rows in classify_video(name, every, rules, video_limits(settings), tracks, come):
                tally.add(rows)
                yield from rows
            progress.update(bar, completed=films + 1, description="Sampling")


def _rows(files: Sequence[Found], rules: Rules, settings: Settings, tally: Tally) -> Iterator[ResultRow]:
    """Classify images on all cores, chunk by chunk in order, and count what the rows say."""
    if not files:
        return
    chunks = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    work = partial(classify_files, rules=rules)
    with progress_bar() as progress, _pool(settings, len(chunks)) as pool:
        bar = progress.add_task("Classifying", total=len(files))
        for chunk in pool.map(work, chunks):
            for rows in chunk:
                tally.add(rows)
                yield from rows
            progress.advance(bar, len(chunk))


def _pool(settings: Settings, chunks: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the networks' threads do not survive a fork.
    return ProcessPoolExecutor(
        min(settings.workers, chunks),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=load_here,
        initargs=(settings,),
    )
