"""What is said of stored bytes: where they lie, how many there are, and that they are gone."""

import errno
from dataclasses import dataclass

LIVE = "live"  # where the bytes of live frames lie, which nothing was promised for


class BlobMissing(Exception):
    """Stored bytes are gone or shorter than recorded."""

    code = "bytes_missing"


class BlobChanged(BlobMissing):
    """Stored bytes are not those that were stored."""

    code = "bytes_changed"


class BucketError(OSError):
    """What a bucket does not do; `strerror` says why in a word or two.

    `errno` is `ETIMEDOUT` where it does not answer at all, `ENODEV` where there is none, `EACCES` where it
    does not let us, `ENOSPC` where it is full, and another otherwise.
    """


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Where the bytes of one image lie: `pack` is the file or object, relative to the store."""

    pack: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class PackFile:
    """One pack as it lies there: its bytes, and when it was last written (seconds since 1970).

    `tag` is the store's word for this state of it; files have none.
    """

    length: int
    changed_at: float
    tag: str = ""


@dataclass(frozen=True, slots=True)
class PackCopy:
    """Another job's name of a pack, and how many bytes it has, deleted images among them."""

    name: str
    length: int


def is_silence(error: BaseException) -> bool:
    """Whether the store did not answer at all: another request would cost as long again."""
    return isinstance(error, OSError) and error.errno == errno.ETIMEDOUT
