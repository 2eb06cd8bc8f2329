"""`browline classify`: the same rows for files and folders, with no server at all."""

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.local_batch import Rules, classify_files, load_here
from cli.wiring import fail, settings_or_exit
from core.labels import QUALITY_FLAGS, flag_words
from core.results.export import csv_lines
from core.results.row import ResultRow
from core.settings import Settings
from imaging.accept import Limits
from models.errors import NoUsableArtefact

SOME_FAILED = 3
SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp"}


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many rows say what."""

    decisions: Counter[str] = field(default_factory=Counter)  # of the faces
    without: Counter[str] = field(default_factory=Counter)  # images that have none, or failed
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, rows: Sequence[ResultRow]) -> None:
        self.decisions.update(row.decision for row in rows if row.decision)
        self.without.update(row.status for row in rows if not row.decision)
        self.flags.update(flag for row in rows for flag in row.quality_flags.split())

    def words(self, files: int) -> str:
        named = {"no_face": "without a face", "failed": "failed"}
        faces = f"{files:,} images, {self.decisions.total():,} faces"
        parts = [
            ", ".join(f"{count:,} {named.get(word, word)}" for word, count in counts.most_common())
            for counts in (self.decisions, self.without)
        ]
        said = "; ".join(part for part in (*parts, self._flagged()) if part)
        return f"{faces}: {said}"

    def _flagged(self) -> str:
        words = ", ".join(f"{count:,} {word}" for word, count in self.flags.most_common())
        return f"pictures {words}" if words else ""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--csv", "target", required=True, metavar="FILE", help="Where to write the rows; - for standard output."
)
@click.option(
    "--framing",
    type=click.Choice(["auto", "face"]),
    default="auto",
    show_default=True,
    help="auto: find the faces of every image; face: every image already is one.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0.5, 1.0),
    default=None,
    help="Confidence under which the decision is uncertain.  [default: what the model's card advises]",
)
@click.option(
    "--uncertain-flags",
    default=None,
    metavar="WORDS",
    help=f"A face with one of these flags is uncertain, however sure: {', '.join(QUALITY_FLAGS)}.",
)
def classify(
    paths: tuple[Path, ...],
    target: str,
    framing: str,
    threshold: float | None,
    uncertain_flags: str | None,
) -> None:
    """Classify image files and folders of images (PATHS) and write one CSV row a face.

    An image without a face gets a row of its own that says so (no_face). Exit status: 0 every image was
    looked at; 3 some failed (their rows say why); 1 it could not run; 2 wrong use.
    """
    settings = settings_or_exit(make_home=False)
    doubted = _doubted(uncertain_flags, settings)
    if target != "-" and not Path(target).absolute().parent.is_dir():
        fail(f"there is no folder {Path(target).parent} to write {Path(target).name} into.", 1)
    files = list(_images(paths))
    if not files:
        fail(f"no image ({', '.join(sorted(SUFFIXES))}) was found in {', '.join(map(str, paths))}.", 1)
    try:
        advised = load_here(settings)  # here first: a missing model is one sentence, no broken pool
    except NoUsableArtefact as error:
        fail(f"no usable model: {error}", 1)
    rules = Rules(
        limits=Limits(settings.max_file_mb * 2**20, settings.max_megapixels * 1_000_000),
        search=framing == "auto",
        threshold=next(each for each in (threshold, settings.threshold, advised) if each is not None),
        uncertain_flags=doubted,
        tiny_side=settings.tiny_side,
    )
    tally = _Tally()
    with _opened(target) as out:
        for line in csv_lines(_rows(files, rules, settings, tally)):
            out.write(line)
    click.echo(tally.words(len(files)) + ("" if target == "-" else f" → {target}"), err=True)
    sys.exit(SOME_FAILED if tally.without["failed"] else 0)


def _doubted(asked: str | None, settings: Settings) -> str:
    words = flag_words(settings.uncertain_flags if asked is None else asked)
    unknown = [word for word in words if word not in QUALITY_FLAGS]
    if unknown:
        raise click.BadParameter(
            f"{', '.join(unknown)} is none of {', '.join(QUALITY_FLAGS)}.", param_hint="--uncertain-flags"
        )
    return " ".join(words)


def _images(paths: Sequence[Path]) -> Iterator[str]:
    """The named files as they are, and the images in the named folders, in order of their names."""
    for path in paths:
        if path.is_file():
            yield str(path)
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (
                str(Path(folder, name)) for name in sorted(names) if Path(name).suffix.lower() in SUFFIXES
            )


def _rows(files: Sequence[str], rules: Rules, settings: Settings, tally: _Tally) -> Iterator[ResultRow]:
    """Classify on all cores, chunk by chunk in order, and count what the rows say."""
    chunks = [files[start : start + settings.batch_max] for start in range(0, len(files), settings.batch_max)]
    work = partial(classify_files, rules=rules)
    with _progress() as progress, _pool(settings, len(chunks)) as pool:
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


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def _opened(target: str) -> Iterator[IO[str]]:
    """Standard output, or a file that appears under its name only when it is whole."""
    if target == "-":
        yield sys.stdout
        return
    unfinished = Path(f"{target}.unfinished")
    try:
        with unfinished.open("w", newline="", encoding="utf-8", errors="backslashreplace") as out:
            yield out
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
