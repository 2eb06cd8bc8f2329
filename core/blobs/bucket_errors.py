"""What the client of a bucket says went wrong, as the errors that the rest of Browline knows."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError, PreconditionError

from core.blobs.types import BucketError

FULL = re.compile(r"status code: 507|<Code>\w*(StorageFull|InsufficientStorage|QuotaExceeded)\w*</Code>")
# Of S3 and those who speak like it: who asks is not known, or may not.
REFUSED = re.compile(
    r"AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|AccountProblem|40[13]\b.*"
)


class Behind(Exception):
    """Bytes behind the end of an object were asked for."""


@contextmanager
def as_os_errors(name: str) -> Iterator[None]:
    """Raise `BucketError` for what the store does not do; `FileNotFoundError` where only `name` is missing.

    `PreconditionError` stays what it is, and `Behind` is raised for bytes behind the end.
    """
    try:
        yield
    except PreconditionError:
        raise
    except (BaseError, FileNotFoundError) as error:
        said = str(error)
        if "NoSuchBucket" in said:
            raise BucketError(errno.ENODEV, "there is no such bucket", name) from error
        if isinstance(error, FileNotFoundError):
            raise FileNotFoundError(errno.ENOENT, "it is not there", name) from error
        if "416" in said and "InvalidRange" in said:
            raise Behind from error
        raise BucketError(*_number_and_words(said), name) from error


def _number_and_words(said: str) -> tuple[int, str]:
    """What the store said, in a word or two: neither addresses nor markup."""
    found = re.search(r"<Code>(\w+)</Code>", said) or re.search(r"status code: (\d+[\w ]*)", said)
    if found is None:
        return errno.ETIMEDOUT, "it does not answer"
    if FULL.search(said):
        return errno.ENOSPC, found.group(1)
    return errno.EACCES if REFUSED.fullmatch(found.group(1)) else errno.EIO, found.group(1)
