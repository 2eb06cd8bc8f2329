"""A file that is sent while it is written."""

import io


class Pieces(io.RawIOBase):
    """A stream that cannot be sought: what is written to it is taken away bit by bit."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """Keep some bytes."""
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        piece = bytes(self._written)
        self._written.clear()
        return piece
