"""Which pictures of a research folder teach the finder, and which measure it: no photograph does both."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from training.errors import DataError
from training.folders import PICTURES, Sample, is_labelled, read_labelled
from training.labels import read_rows, with_clusters, without_measured
from training.lookalikes import unlike_measured

HELD_OUT = 0.15  # of the scenes are measured on


@dataclass(frozen=True, slots=True)
class Sources:
    """Picture files to learn from, by kind."""

    scenes: Sequence[Path]
    masked: Sequence[Path]
    portraits: Sequence[Path]
    aligned: Sequence[Path]


def sources_of(data: Path, cache: Path, limit: int | None = None) -> Sources:
    """All that teaches; `limit` takes that many of a kind, evenly spread. Raises `DataError`.

    To look for near-duplicates of what is measured takes minutes: what came of it is kept in `cache`.
    """
    if not data.is_dir():
        raise DataError(f"there is no folder {data}")
    kinds = [
        _limited([path for path in scenes_of(data) if not is_held_out(path)], limit),
        _limited(_labelled(data / "masked" / "Training", data), limit),
        _limited(_labelled(data / "portraits", data), limit),
        _limited(_labelled(data / "unmasked" / "Training", data), limit),
    ]
    if not any(kinds):
        raise DataError(f"{data} has no pictures in scenes, masked/Training, portraits or unmasked/Training")
    scenes, masked, portraits, aligned = kinds
    known = set(_apart([*scenes, *masked, *portraits], data, cache))
    scenes, masked, portraits = ([path for path in kind if path in known] for kind in kinds[:3])
    return Sources(scenes, masked, portraits, aligned)


def scenes_of(data: Path) -> list[Path]:
    """All files of `data/scenes`; none where there is no such folder."""
    return sorted(path for path in (data / "scenes").glob("*") if path.suffix.lower() in PICTURES)


def is_held_out(path: Path) -> bool:
    """Whether a scene is only measured on: by its name, so that more scenes move none to the other side."""
    return int.from_bytes(sha256(path.name.encode()).digest()[:4]) < HELD_OUT * 2**32


def _labelled(folder: Path, data: Path) -> list[Path]:
    """Pictures of a folder with classes, none with a near-duplicate outside Training by the labels' table."""
    rows = read_rows(data)
    samples = read_labelled(folder) if is_labelled(folder) else []
    return [sample.path for sample in without_measured(with_clusters(samples, data, rows), data, rows)]


def _apart(paths: Sequence[Path], data: Path, cache: Path) -> list[Path]:
    """Those that look like nothing that is measured, held-out scenes among it."""
    held_out = [path for path in scenes_of(data) if is_held_out(path)]
    note = cache / f"apart-{files_key([*paths, *held_out])}.json"
    if not note.is_file():
        apart = unlike_measured([Sample(path, 0, str(path)) for path in paths], data, held_out)
        cache.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps([str(sample.path) for sample in apart]), encoding="utf-8")
    return [Path(path) for path in json.loads(note.read_text(encoding="utf-8"))]


def files_key(paths: Iterable[Path]) -> str:
    """Another one whenever a file is another, bigger, smaller or newer."""
    digest = sha256()
    for path in paths:
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]


def _limited(paths: list[Path], limit: int | None) -> list[Path]:
    return paths if limit is None else paths[:: max(1, -(-len(paths) // limit))]
