"""One bucket of an S3-compatible store: objects by name, under the prefix that `BLOB_URL` names.

The client must not have been used before a fork. What the store does not do is an `OSError` whose `strerror`
says why, and `FileNotFoundError` where an object alone is missing. Where it did not answer at all it has
`ETIMEDOUT`: who gets that asks for nothing more, since each try may cost as long again.
"""

import errno
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PreconditionError
from obstore.store import S3Store

from core.blobs.types import PackFile
from core.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

REGION = "us-east-1"  # what those call it that have no regions
SOON = 3.0  # seconds of a request without a body
LIMITS = ((2**20, 10.0), (2**25, 30.0), (2**63, 600.0))  # bytes of a body, and seconds of its request
PROBE = ".probe"
PARTS_AT_ONCE = 4
PIECES = 2**24  # bytes of a part, at most; what has no body is given as long
LISTED_AT_ONCE = 1000
FULL = re.compile(r"status code: 507|<Code>\w*(StorageFull|InsufficientStorage|QuotaExceeded)\w*</Code>")


class Bucket:
    """Objects. All methods may be called by many threads at once."""

    def __init__(self, name: str, prefix: str, settings: Settings) -> None:
        self._asked = _client(name, prefix, settings, SOON, retries=0)
        self._sized = [(most, _client(name, prefix, settings, seconds, 3)) for most, seconds in LIMITS]
        self._store = self._for(PIECES)

    def _for(self, length: int) -> S3Store:
        """The client whose time limit is for a body of so many bytes."""
        return next(client for most, client in self._sized if length <= most)

    def put(self, name: str, data: bytes) -> str | None:
        """Write an object durably. Returns the version that it got, where the bucket keeps versions."""
        with _as_os_errors(name):
            return obstore.put(self._for(len(data)), name, data, use_multipart=False)["version"]

    def put_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write an object of any size; it is there whole or not at all."""
        with _as_os_errors(name):
            obstore.put(self._store, name, iter(pieces), max_concurrency=PARTS_AT_ONCE)

    def replace(self, name: str, data: bytes | bytearray, etag: str) -> bool:
        """Write an object if it is still the one that had this tag. Returns whether it was."""
        try:
            with _as_os_errors(name):
                obstore.put(self._for(len(data)), name, data, mode={"e_tag": etag})
        except PreconditionError:
            return False
        return True

    def get(self, name: str) -> tuple[bytearray, str]:
        """A whole object, and the tag that it has as long as it is the same."""
        with _as_os_errors(name):
            length = obstore.head(self._asked, name)["size"]
            found = obstore.get(self._for(length), name)
            return bytearray(found.bytes()), found.meta["e_tag"] or ""

    def get_range(self, name: str, start: int, end: int) -> memoryview:
        """Bytes of an object, fewer where it ends before."""
        if end <= start:
            return memoryview(b"")
        try:
            with _as_os_errors(name):
                return memoryview(obstore.get_range(self._for(end - start), name, start=start, end=end))
        except _Behind:
            return memoryview(b"")

    def list(self, under: str | None = None) -> Iterator[tuple[str, PackFile]]:
        """Every object, or every one under a folder; a request for `LISTED_AT_ONCE` of them."""
        with _as_os_errors(under or ""):
            for some in obstore.list(self._store, under, chunk_size=LISTED_AT_ONCE):
                for one in some:
                    yield one["path"], PackFile(one["size"], one["last_modified"].timestamp())

    def copy(self, old: str, new: str) -> None:
        """Copy an object within the store, durably."""
        with _as_os_errors(old):
            obstore.copy(self._store, old, new)

    def delete(self, names: Sequence[str]) -> None:
        """Remove objects; those that are gone are no error."""
        if len(names) == 1:  # asked once and briefly: whoever cannot remove one leaves it to the sweeper
            with _as_os_errors(names[0]):
                obstore.delete(self._asked, names[0])
        elif names:
            with _as_os_errors(names[0]):
                obstore.delete(self._store, names)

    def trouble(self) -> str | None:
        """Why nothing can be kept there now, or None: it writes an object of no bytes and lists, briefly.

        S3 tells who may not list that a missing object is forbidden, so nothing would ever be missing.
        """
        try:
            with _as_os_errors(PROBE):
                obstore.put(self._asked, PROBE, b"", use_multipart=False)
        except OSError as error:
            return f"it takes nothing ({error.strerror})"
        try:
            with _as_os_errors(PROBE):
                obstore.list(self._asked, f"{PROBE}/").collect()
        except OSError as error:
            return f"it lists nothing ({error.strerror})"
        return None


class _Behind(Exception):
    """Bytes behind the end of an object were asked for."""


def _client(name: str, prefix: str, settings: Settings, seconds: float, retries: int) -> S3Store:
    """A client whose requests may take so long; none is tried again when half of that is over."""
    region = settings.aws_region or REGION
    config: S3Config = {
        "region": region,
        # Also of AWS: the client would take an empty AWS_ENDPOINT_URL of the environment for an address.
        "endpoint": settings.aws_endpoint_url or f"https://s3.{region}.amazonaws.com",
        "virtual_hosted_style_request": False,
        "conditional_put": "etag",
    }
    if settings.aws_access_key_id:  # otherwise the machine's own role, as AWS gives it
        config["access_key_id"], config["secret_access_key"] = (
            settings.aws_access_key_id,
            settings.aws_secret_access_key,
        )
        if settings.aws_session_token:
            config["session_token"] = settings.aws_session_token
    options: ClientConfig = {
        "connect_timeout": timedelta(seconds=SOON),
        "timeout": timedelta(seconds=seconds),
        "allow_http": settings.aws_endpoint_url.startswith("http://"),
    }
    retry: RetryConfig = {"max_retries": retries, "retry_timeout": timedelta(seconds=seconds / 2)}
    return S3Store(name, prefix=prefix or None, config=config, client_options=options, retry_config=retry)


@contextmanager
def _as_os_errors(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise OSError(errno.ENODEV, "there is no such bucket") from error
        raise FileNotFoundError(errno.ENOENT, "it is not there", name) from error
    except PreconditionError:
        raise
    except BaseError as error:
        said = str(error)
        if "416" in said and "InvalidRange" in said:
            raise _Behind from error
        reason = _reason(said)
        if reason is None:
            raise OSError(errno.ETIMEDOUT, "it does not answer", name) from error
        raise OSError(errno.ENOSPC if FULL.search(said) else errno.EIO, reason, name) from error


def _reason(said: str) -> str | None:
    """What the store said, in a word or two: neither addresses nor markup."""
    found = re.search(r"<Code>(\w+)</Code>", said) or re.search(r"status code: (\d+[\w ]*)", said)
    return found.group(1) if found else None
