"""Parquet of the rows: their types, an empty file, and no more than a row group in memory."""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from core.results.parquet import GROUP, parquet_pieces
from core.results.row import ResultRow, columns_of
from tests.support.factories import create_row

NOON = datetime(2026, 11, 28, 12, 0, 0, 250, tzinfo=UTC)
COLUMNS = columns_of()


def table(rows: Iterable[ResultRow], columns: tuple[str, ...] = COLUMNS) -> pa.Table:
    return pq.read_table(io.BytesIO(b"".join(parquet_pieces(rows, columns))))


def test_values_come_back_with_their_types() -> None:
    row = create_row(filename="=1+1.jpg", width=800, label="male", confidence=0.75, classified_at=NOON)
    read = table([row, create_row()])
    assert tuple(read.column_names) == COLUMNS
    assert read.to_pylist()[0] == {name: getattr(row, name) for name in COLUMNS}
    assert read.to_pylist()[1]["width"] is None
    types = {name: str(read.schema.field(name).type) for name in COLUMNS}
    assert types["classified_at"] == types["reviewed_at"] == "timestamp[us, tz=UTC]"
    assert (types["width"], types["confidence"], types["filename"]) == ("int32", "double", "string")
    assert types["label"].startswith("dictionary<values=string")


def test_a_filter_without_rows_is_a_file_without_rows() -> None:
    columns = columns_of(videos=True)
    empty = table([], columns)
    assert (empty.num_rows, tuple(empty.column_names)) == (0, columns)


def test_a_row_group_is_written_before_the_next_is_read() -> None:
    read = 0

    def rows() -> Iterator[ResultRow]:
        nonlocal read
        for number in range(2 * GROUP + 5):
            read += 1
            yield create_row(filename=f"{number}.jpg")

    pieces = parquet_pieces(rows())
    before = pa.total_allocated_bytes()
    first = next(pieces)
    assert (read, len(first) > 1000) == (GROUP, True)
    second = next(pieces)
    assert read == 2 * GROUP
    assert pa.total_allocated_bytes() - before < 20_000_000
    whole = pq.ParquetFile(io.BytesIO(first + second + b"".join(pieces)))
    assert [whole.metadata.row_group(n).num_rows for n in range(3)] == [GROUP, GROUP, 5]
    assert whole.read().column("filename").to_pylist()[-1] == f"{2 * GROUP + 4}.jpg"
