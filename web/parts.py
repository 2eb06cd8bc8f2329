"""The parts of a multipart form as they arrive: each lies in memory while it is small, else in a file."""

from collections.abc import Iterator
from contextlib import closing
from itertools import takewhile
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from multipart import MultipartSegment, PushMultipartParser

MEMORY_BYTES = 2**23  # a larger part waits on disk until it is read; photographs seldom are
READ_BYTES = 2**18  # at once: in smaller pieces what comes is copied more often than it is read
HEADER_BYTES = 2**16  # of a part: a long file name is cut, and costs no other file


class Part:
    """One part."""

    def __init__(self, segment: MultipartSegment) -> None:
        self.name: str = segment.name
        self.filename: str | None = segment.filename
        self.size = 0
        self._pieces: list[bytes] = []
        self._file: BinaryIO | None = None
        self._charset: str = segment.charset or "utf8"

    def add(self, data: bytes) -> None:
        """Take what came next."""
        self.size += len(data)
        if self.size > MEMORY_BYTES:
            self.file.write(data)
        else:
            self._pieces.append(data)

    def close(self) -> None:
        """Give back what it holds of the memory or the disk."""
        if self._file is not None:
            self._file.close()

    @property
    def file(self) -> BinaryIO:
        """All its bytes as a file on disk, which is made where there is none yet."""
        if self._file is None:
            self._file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - closed above
            self._file.writelines(self._pieces)
            self._pieces.clear()
        return self._file

    def head(self, length: int) -> bytes:
        """Its first bytes, as many as there are."""
        if self._file is not None:
            self._file.seek(0)
            return self._file.read(length)
        head = b""
        for piece in self._pieces:
            head += piece[: length - len(head)]
            if len(head) == length:
                break
        return head

    def content(self) -> bytes:
        """All its bytes."""
        if self._file is None:
            return b"".join(self._pieces)
        self._file.seek(0)
        return self._file.read()

    def text(self) -> str:
        """All of it as text. Raises `UnicodeError`."""
        return self.content().decode(self._charset)


def parts(stream: BinaryIO, boundary: str, length: int, most: int) -> Iterator[Part]:
    """At most so many parts of a form of so many bytes (-1: unknown), each whole and open until the next.

    One that breaks off is closed at once: it may hold much of a full disk. Raises `MultipartError` for a form
    that cannot be read to its end, and what the stream raises.
    """
    with PushMultipartParser(
        boundary, length, max_header_size=HEADER_BYTES, max_segment_count=most
    ) as parser:
        events = parser.parse_blocking(stream.read, READ_BYTES)
        for segment in events:
            with closing(Part(segment)) as part:
                for data in takewhile(bool, events):  # an empty event ends a part
                    part.add(data)
                yield part
