"""WebP files from their chunks (RFC 9649)."""

EXIF_FLAG, ANIMATION_FLAG, ALPHA_FLAG = 0x08, 0x02, 0x10


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk with its length, padded to an even one."""
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def riff(*chunks: bytes) -> bytes:
    """A file of these chunks."""
    inside = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def canvas(width: int, height: int, flags: int = 0) -> bytes:
    """The VP8X chunk of an extended file."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return chunk(b"VP8X", bytes((flags, 0, 0, 0)) + size)


def extended(plain: bytes, flags: int, *more: bytes, size: tuple[int, int] = (96, 96)) -> bytes:
    """A plain file's picture in an extended one, with more chunks behind it."""
    return riff(canvas(*size, flags), plain[12:], *more)


def frame(picture: bytes, width: int, height: int) -> bytes:
    """One frame of an animation, at the upper left."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return chunk(b"ANMF", bytes(6) + size + (40).to_bytes(3, "little") + b"\0" + picture)


def animation(plain: bytes, count: int, size: tuple[int, int] = (96, 96)) -> bytes:
    """A plain file's picture, so many times."""
    control = chunk(b"ANIM", bytes(6))
    return riff(canvas(*size, ANIMATION_FLAG), control, frame(plain[12:], *size) * count)
