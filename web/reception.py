"""How many requests that bring files are read at once: threads are left for pages, questions and probes.

Who sends slowly holds a thread as long as it sends (`patience`). So what comes when all places are taken is
put off before any of it is read. Frames of a camera find a place when large uploads have all of theirs.
"""

from collections.abc import Sequence
from threading import BoundedSemaphore

from flask import Flask, g, request

from core.errors import Busy
from web.auth import OPEN_BYTES
from web.context import context

FRAME_BYTES = 2**20  # a request of at most so many is small: a proxy hands it on whole
PUT_OFF = (
    "As many uploads come in as are read at once; nothing of this one was stored. Try again shortly, with "
    "the same Idempotency-Key."
)

Places = Sequence[BoundedSemaphore]


class Reception:
    """Places for a server of so many threads: one in eight reads no files, one in four no large ones."""

    def __init__(self, threads: int) -> None:
        self._all = BoundedSemaphore(threads - max(1, threads // 8))
        self._large = BoundedSemaphore(max(1, threads * 3 // 4))

    def enter(self, length: int | None) -> Places:
        """Take what a body of so many bytes needs (None: unknown). Raises `Busy` where that is taken."""
        small = length is not None and length <= FRAME_BYTES
        taken = list[BoundedSemaphore]()
        for place in (self._all,) if small else (self._all, self._large):
            if not place.acquire(blocking=False):
                leave(taken)
                raise Busy(PUT_OFF)
            taken.append(place)
        return taken


def leave(places: Places) -> None:
    """Give places back."""
    for place in places:
        place.release()


def install(app: Flask) -> None:
    """Let in from now on; after what knows who asks."""
    app.before_request(_enter)
    app.teardown_request(lambda _error: body_read())


def body_read() -> None:
    """Let somebody else in: nothing more of this request is to be read, however long its answer takes."""
    leave(g.pop("places", ()))


def _enter() -> None:
    length = request.content_length
    if "account" not in g or (length is None and "Transfer-Encoding" not in request.headers):
        return  # what is open to all reads little
    if length is None or length > OPEN_BYTES:
        g.places = context().reception.enter(length)
