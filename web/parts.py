"""The parts of a multipart form as they arrive: each lies in memory while it is small, else in a file."""

from collections.abc import Iterator
from contextlib import closing
from itertools import takewhile
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from multipart import MultipartSegment, PushMultipartParser

SPOOL_BYTES = 2**20  # a larger part waits on disk until it is read


class Part:
    """One part."""

    def __init__(self, segment: MultipartSegment) -> None:
        self.name: str = segment.name
        self.filename: str | None = segment.filename
        self.size = 0
        self.file = cast(BinaryIO, SpooledTemporaryFile(SPOOL_BYTES))  # noqa: SIM115 - closed below
        self._charset: str = segment.charset or "utf8"

    def add(self, data: bytes) -> None:
        """Take what came next."""
        self.file.write(data)
        self.size += len(data)

    def close(self) -> None:
        """Give back what it holds of the memory or the disk."""
        self.file.close()

    def content(self) -> bytes:
        """All its bytes."""
        self.file.seek(0)
        return self.file.read()

    def text(self) -> str:
        """All of it as text. Raises `UnicodeError`."""
        return self.content().decode(self._charset)


def parts(stream: BinaryIO, boundary: str, length: int, most: int) -> Iterator[Part]:
    """At most so many parts of a form of so many bytes (-1: unknown), each whole and open until the next.

    One that breaks off is closed at once: it may hold much of a full disk. Raises `MultipartError` for a form
    that cannot be read to its end, and what the stream raises.
    """
    with PushMultipartParser(boundary, length, max_segment_count=most) as parser:
        events = parser.parse_blocking(stream.read)
        for segment in events:
            with closing(Part(segment)) as part:
                for data in takewhile(bool, events):  # an empty event ends a part
                    part.add(data)
                part.file.seek(0)
                yield part
