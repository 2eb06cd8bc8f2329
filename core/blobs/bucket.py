"""One bucket of an S3-compatible store: objects by name, under the prefix that `BLOB_URL` names.

The client must not have been used before a fork. What the store does not do is a `BucketError`, and
`FileNotFoundError` where an object alone is missing. Where it did not answer at all it has `ETIMEDOUT`: who
gets that asks for nothing more, since each try may cost as long again.
"""

import errno
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import PreconditionError
from obstore.store import S3Store

from core.blobs.bucket_errors import Behind, as_os_errors
from core.blobs.types import BucketError, PackFile
from core.settings import Settings

if TYPE_CHECKING:
    from obstore import GetOptions, ObjectMeta
    from obstore.store import ClientConfig, RetryConfig, S3Config

REGION = "us-east-1"  # what those call it that have no regions
SOON = 3.0  # seconds of a request without a body
LIMITS = ((2**20, 10.0), (2**25, 30.0), (2**63, 600.0))  # bytes of a body, and seconds of its request
PROBE = ".probe"
PARTS_AT_ONCE = 4
PIECES = 2**24  # bytes of a part, at most; what has no body is given as long
LISTED_AT_ONCE = 1000
TRIES = 20  # to get an object of one state that others write meanwhile


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
        with as_os_errors(name):
            return obstore.put(self._for(len(data)), name, data, use_multipart=False)["version"]

    def put_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write an object of any size; it is there whole or not at all."""
        with as_os_errors(name):
            obstore.put(self._store, name, iter(pieces), max_concurrency=PARTS_AT_ONCE)

    def replace(self, name: str, data: bytes | bytearray, etag: str) -> bool:
        """Write an object if it is still the one that had this tag. Returns whether it was."""
        try:
            with as_os_errors(name):
                obstore.put(self._for(len(data)), name, data, mode={"e_tag": etag})
        except PreconditionError:
            return False
        return True

    def get(self, name: str) -> tuple[bytearray, str]:
        """A whole object, and the tag that it has as long as it is the same."""
        with as_os_errors(name):
            length = obstore.head(self._asked, name)["size"]
            found = obstore.get(self._for(length), name)
            return bytearray(found.bytes()), found.meta["e_tag"] or ""

    def get_range(self, name: str, start: int, end: int) -> memoryview:
        """Bytes of an object, fewer where it ends before."""
        if end <= start:
            return memoryview(b"")
        try:
            with as_os_errors(name):
                return memoryview(obstore.get_range(self._for(end - start), name, start=start, end=end))
        except Behind:
            return memoryview(b"")

    def fetch(self, name: str, file: BinaryIO) -> PackFile:
        """Write an object of any size to an empty file, a piece at a time; all are of the state returned."""
        for _ in range(TRIES):
            file.seek(0)
            file.truncate()
            try:
                found = self._fetch(name, file)
            except PreconditionError:
                continue
            if file.tell() == found.length:
                return found
        raise BucketError(errno.EAGAIN, "others wrote to it all the while", name)

    def _fetch(self, name: str, file: BinaryIO) -> PackFile:
        found: ObjectMeta | None = None
        while found is None or file.tell() < found["size"]:
            start = file.tell()
            asked: GetOptions = {"range": (start, start + PIECES)}
            if found is not None and found["e_tag"]:
                asked["if_match"] = found["e_tag"]
            try:
                with as_os_errors(name):
                    got = obstore.get(self._store, name, options=asked)
                    found, piece = got.meta, got.bytes()
            except Behind:  # it has no bytes
                with as_os_errors(name):
                    return pack_file(obstore.head(self._asked, name))
            file.write(piece)
            if file.tell() == start:
                raise BucketError(errno.EIO, "it sends less than it has", name)
        return pack_file(found)

    def list(self, under: str | None = None) -> Iterator[tuple[str, PackFile]]:
        """Every object, or every one under a folder; a request for `LISTED_AT_ONCE` of them."""
        with as_os_errors(under or ""):
            for some in obstore.list(self._store, under, chunk_size=LISTED_AT_ONCE):
                for one in some:
                    yield one["path"], pack_file(one)

    def copy(self, old: str, new: str) -> None:
        """Copy an object within the store, durably."""
        with as_os_errors(old):
            obstore.copy(self._store, old, new)

    def delete(self, names: Sequence[str]) -> None:
        """Remove objects; those that are gone are no error."""
        if len(names) == 1:  # asked once and briefly: whoever cannot remove one leaves it to the sweeper
            with as_os_errors(names[0]):
                obstore.delete(self._asked, names[0])
        elif names:
            with as_os_errors(names[0]):
                obstore.delete(self._store, names)

    def trouble(self) -> str | None:
        """Why nothing can be kept there now, or None: it writes an object of no bytes and lists, briefly.

        S3 tells who may not list that a missing object is forbidden, so nothing would ever be missing.
        """
        try:
            with as_os_errors(PROBE):
                obstore.put(self._asked, PROBE, b"", use_multipart=False)
        except OSError as error:
            return f"it takes nothing ({error.strerror})"
        try:
            with as_os_errors(PROBE):
                obstore.list(self._asked, f"{PROBE}/").collect()
        except OSError as error:
            return f"it lists nothing ({error.strerror})"
        return None


def pack_file(said: "ObjectMeta") -> PackFile:
    """What the store says of an object."""
    return PackFile(said["size"], said["last_modified"].timestamp(), said["e_tag"] or "")


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
