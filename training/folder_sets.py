"""The sets of a labelled folder, whatever its layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import DataError
from training.folders import Sample, is_labelled, read_labelled
from training.labels import Row, read_rows, with_clusters
from training.reading import NamedSet
from training.sets import is_research, measured_sets

SEED = 7  # of the masks that are drawn: the same for every artefact, so that their scores compare
LEVELS_UP = 3  # of folders above, in which a table of labels may lie


@dataclass(frozen=True, slots=True)
class FolderSets:
    """Sets to measure, and what the table of labels in `root` says of their pictures."""

    root: Path
    rows: dict[str, Row]
    sets: Sequence[NamedSet]


def folder_sets(folder: Path, limit: int | None = None) -> FolderSets:
    """The named sets of a research folder; else the pictures of `folder/{Female,Male}` as they are, or of
    every such pair one level deeper (`Test` and so on), a set each.

    `limit` keeps that many pictures of each set of a research folder. Raises `DataError` where there is none.
    """
    folder = folder.resolve()
    if is_research(folder):
        return FolderSets(folder, read_rows(folder), _some(measured_sets(folder, SEED, limit), folder))
    named = {split.name: read_labelled(split) for split in _labelled(folder)}
    root, rows = _table(folder, [sample for samples in named.values() for sample in samples])
    sets = [
        NamedSet(name, f"labelled folder {name}", "as they are", with_clusters(samples, root, rows))
        for name, samples in named.items()
    ]
    return FolderSets(root, rows, _some(sets, folder))


def _labelled(folder: Path) -> list[Path]:
    if is_labelled(folder):
        return [folder]
    parts = sorted(folder.iterdir()) if folder.is_dir() else []
    return [part for part in parts if part.is_dir() and is_labelled(part)]


def _table(folder: Path, samples: Sequence[Sample]) -> tuple[Path, dict[str, Row]]:
    """The nearest table of labels, in the folder or above, that knows one of the samples."""
    for root in (folder, *folder.parents[:LEVELS_UP]):
        rows = read_rows(root)
        if any(sample.path.relative_to(root).as_posix() in rows for sample in samples):
            return root, rows
    return folder, {}


def _some(sets: Sequence[NamedSet], folder: Path) -> Sequence[NamedSet]:
    if not sets:
        raise DataError(f"{folder} has no subfolders Female and Male, nor do its subfolders")
    return sets
