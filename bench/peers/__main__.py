"""`python -m bench.peers`: BentoML, LitServe, Ray Serve, Celery and the original's way beside Browline.

All in one run and in several rounds, so that a machine that drifts does so for everybody. What differs is
told, and in the peers' favour: none of them checks a file or keeps an image, a row or a result.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from bench.bars import judge, tell_if_busy
from bench.peers.http_peers import HTTP_PEERS
from bench.peers.measured import Measured
from bench.peers.report import FLOOR, OURS, Report, contenders
from bench.peers.turns import Turn, browline, celery, floor, original, over_http
from bench.reliability import check_place, replaced
from demo.pictures import jpeg
from models.registry import default_version

DIFFERENT = 256
ENVIRONMENT = Path(".venv-peers")
MARK = "peers"
_VERSIONS = "import importlib.metadata as m, sys; print(*(m.version(n) for n in sys.argv[1:]))"
_IN_THEIRS, _IN_OURS = ("bentoml", "litserve", "ray"), ("celery", "keras")


@click.command()
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--seconds", default=8.0, show_default=True, help="That each is measured in a round.")
@click.option("--environment", default=ENVIRONMENT, type=click.Path(path_type=Path), show_default=True)
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose table of peers is rewritten.")
def main(rounds: int, seconds: float, environment: Path, out: Path, into: Path | None) -> None:
    """Measure this machine; prints and writes what came out, and fails where a bar is missed."""
    programs = programs_of(environment)
    check_place(into, MARK)
    tell_if_busy()
    pictures = [jpeg(seed) for seed in range(DIFFERENT)]
    turns = {
        FLOOR: floor,
        OURS: browline,
        **{peer.name: over_http(peer, programs) for peer in HTTP_PEERS},
        "Celery, a task an image": celery,
        "the original's way: `model.predict` an image": original,
    }
    measured = in_rounds(turns, pictures, seconds, rounds)
    ours, bare = measured.pop(OURS), measured.pop(FLOOR)
    report = Report(
        taken_at=f"{datetime.now(UTC):%Y-%m-%d}",
        cores=os.cpu_count() or 1,
        model=default_version(),
        ours=contenders({OURS: ours})[0],
        floor=contenders({FLOOR: bare})[0],
        peers=contenders(measured),
        versions=_versions(programs),
    )
    print(f"\n{report.table()}")
    out.mkdir(exist_ok=True)
    target = out / f"peers-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps(report.as_json(), indent=2))
    print(f"\nWritten to {target}")
    if into is not None:
        into.write_text(replaced(into.read_text(), MARK, report.table()))
    judge(report.bars())


def programs_of(environment: Path) -> Path:
    """The folder of the peers' programs. Raises `ClickException` where they are not installed."""
    programs = environment.absolute() / "bin"
    if not (programs / "bentoml").exists():
        raise click.ClickException(f"the peers are not installed in {environment}: run make peers")
    return programs


def in_rounds(
    turns: Mapping[str, Turn], pictures: Sequence[bytes], seconds: float, rounds: int
) -> dict[str, list[Measured]]:
    """Each in its turn, as often as there are rounds; every other round goes the other way."""
    measured: dict[str, list[Measured]] = {name: [] for name in turns}
    for number in range(rounds):
        for name in list(turns)[:: -1 if number % 2 else 1]:
            print(f"Round {number + 1} of {rounds}: {name} … ", end="", flush=True)
            measured[name].append(turns[name](pictures, seconds))
            print(f"{measured[name][-1].rate:,.0f} images/s", flush=True)
    return measured


def _versions(programs: Path) -> dict[str, str]:
    asked = [str(programs / "python"), "-c", _VERSIONS, *_IN_THEIRS]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    return dict(zip(_IN_THEIRS, told, strict=True)) | {name: version(name) for name in _IN_OURS}


if __name__ == "__main__":
    main()
