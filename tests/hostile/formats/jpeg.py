"""JPEG files from their segments (ITU-T T.81)."""

from collections.abc import Iterable

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
BASELINE, PROGRESSIVE, ARITHMETIC, LOSSLESS = 0xC0, 0xC2, 0xCA, 0xC3


def segment(code: int, body: bytes) -> bytes:
    """A marker segment with its length."""
    return bytes((0xFF, code)) + (len(body) + 2).to_bytes(2) + body


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """`data` with more segments behind its SOI."""
    return data[:2] + b"".join(segments) + data[2:]


def frame(code: int, width: int, height: int, components: int = 3) -> bytes:
    """A frame header without subsampling."""
    parts = b"".join(bytes((number, 0x11, 0)) for number in range(1, components + 1))
    return segment(code, b"\x08" + height.to_bytes(2) + width.to_bytes(2) + bytes((components,)) + parts)


def scan(components: Iterable[int], first: int, last: int, bits: int, data: bytes = b"\0") -> bytes:
    """A scan over coefficients `first` to `last`; `bits` is the approximation, high and low nibble."""
    wanted = list(components)
    head = bytes((len(wanted),)) + b"".join(bytes((number, 0)) for number in wanted)
    return segment(0xDA, head + bytes((first, last, bits))) + data


def drawn(code: int, width: int, height: int, scans: Iterable[bytes]) -> bytes:
    """A grey picture of these scans: every code of its tables is one bit and says nothing."""
    quantisers = segment(0xDB, b"\0" + b"\1" * 64)
    tables = b"".join(segment(0xC4, bytes((kind,)) + b"\1" + bytes(15) + b"\0") for kind in (0x00, 0x10))
    return b"".join((SOI, quantisers, frame(code, width, height), tables, *scans, EOI))


def passes(code: int, width: int, height: int, count: int) -> bytes:
    """A picture of one pass and `count` − 1 refinements of it, a few bytes each."""
    every = (1, 2, 3)
    refined = [scan(every, 0, 0, 0x10) for _ in range(count - 1)]
    return drawn(code, width, height, [scan(every, 0, 0, 0x01), *refined])
