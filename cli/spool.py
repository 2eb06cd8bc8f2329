"""Rows that wait for the end of their video, which tells whose face each is: in a file once they are many."""

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from typing import Self

from core.results.row import ResultRow

IN_MEMORY = 4 * 2**20  # bytes; a short video needs no file


class Spool:
    """The rows of frames, read back in the order of their coming. Raises `OSError` for a full disk."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, rows: Sequence[ResultRow]) -> None:
        """Keep the rows of one frame."""
        pickle.dump(list(rows), self._file)
        self._count += 1

    def read(self) -> Iterator[list[ResultRow]]:
        """The rows of each frame; nothing can be added any more."""
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)  # noqa: S301 - nobody else has written into it
