"""Named sets of pictures, and how they are read from the labelled folders of one data folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from training.errors import DataError
from training.folders import Sample, read_labelled
from training.labels import read_rows, with_clusters, without_disputed, without_measured
from training.prepare import Prepare

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NamedSet:
    """Pictures to measure on. `masks` says in a word what they wear: drawn, real, none, or as they are."""

    name: str
    description: str
    masks: str
    samples: Sequence[Sample]
    prepare: Prepare | None = None


class Reader:
    """Reads labelled folders of one data folder, with what its table of labels adds."""

    def __init__(self, data: Path, limit: int | None) -> None:
        """`limit` keeps that many pictures a set, evenly spread. Raises `DataError` without the folder."""
        if not data.is_dir():
            raise DataError(f"there is no folder {data}")
        self._data, self._limit, self._rows = data, limit, read_rows(data)

    def read(self, folder: Path, *, undisputed: bool = False, apart: bool = False) -> list[Sample]:
        """Pictures of both classes: undisputed ones to measure on, those apart from these to learn from."""
        kept = with_clusters(read_labelled(folder), self._data, self._rows)
        if undisputed:
            kept = without_disputed(kept, self._data, self._rows)
        if apart:
            kept = without_measured(kept, self._data, self._rows)
        return self.limited(kept)

    def limited(self, found: list[T]) -> list[T]:
        """As many as the limit allows, evenly spread."""
        return found if self._limit is None else found[:: max(1, -(-len(found) // self._limit))]
