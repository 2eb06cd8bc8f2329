"""The answer to a snapshot: held until the frame has ended, and for a live frame given once."""

import time

from flask import Response, jsonify, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from core.doorbell import Doorbell
from core.errors import Conflict, NotFound
from core.jobs.images import StoredImage, get_image, image_state
from core.jobs.live_frames import remove_live_frame
from core.jobs.state import PENDING
from core.results.export import row_json
from core.results.page import image_rows
from web.auth import current_account
from web.context import Context, context
from web.journal import saw

POLL_SECONDS = (0.003, 0.008)  # at first, and at most
# A worker that is busy or has just had a live frame finds the next one sooner than a ring is heard.
RING_SECONDS = 0.025
RING_AGAIN_SECONDS = 0.25  # and twice as long each time


def answer(image_id: str, seconds: float, *, unrung: bool = False) -> Response:
    """The frame's result, or 202 if it has not ended within so many seconds.

    A frame that nobody takes by itself is rung for: soon if it is still `unrung`, otherwise after a while.
    """
    with context().database.read() as connection:
        image = get_image(connection, current_account(), image_id)
    if image.state in PENDING and not _held(image_id, seconds, unrung):
        return _later(image_id)
    with context().database.read() as connection:
        rows = [row_json(row) for row in image_rows(connection, image_id)]
    if not rows:
        raise Conflict("This snapshot was stopped with its job before it was classified.", "cancelled")
    if image.kept:
        saw(image.job_id)
    faces = [row for row in rows if row["face_id"]]
    response = jsonify(rows[0] | {"id": image_id, "faces": faces})
    if not image.kept and request.method != "HEAD":  # who asks for no body has not got the answer yet
        here = context()  # when the response is closed, the request is over
        response.call_on_close(lambda: _forget(here, image))
    return response


def _held(image_id: str, seconds: float, unrung: bool) -> bool:
    """Wait if there is room to wait; True if the image has ended."""
    may_wait = seconds > 0 and context().waiting_room.acquire(blocking=False)
    try:
        return _ended(image_id, seconds if may_wait else 0.0, unrung)
    finally:
        if may_wait:
            context().waiting_room.release()


def _ended(image_id: str, seconds: float, unrung: bool) -> bool:
    """Wait until the image has ended, asking the database: what it says is true even when Redis is away."""
    deadline, pause = time.monotonic() + seconds, POLL_SECONDS[0]
    bell = _Insistence(context().doorbell, unrung)
    while time.monotonic() + pause < deadline:
        time.sleep(pause)
        with context().database.read() as connection:
            state = image_state(connection, image_id)
        if state is None:
            raise NotFound("There is no such image any more.")
        if state not in PENDING:
            return True
        if state == "waiting":
            bell.ring()
        pause = min(pause * 1.2, POLL_SECONDS[1])
    bell.ring_at_last()
    return False


class _Insistence:
    """Rings for a frame that nobody takes, and again: a ring is lost with the connection that it was on."""

    def __init__(self, doorbell: Doorbell, unrung: bool) -> None:
        self._doorbell = doorbell
        self._unrung = unrung
        self._works = True
        self._pause = RING_AGAIN_SECONDS
        self._next = time.monotonic() + (RING_SECONDS if unrung else RING_AGAIN_SECONDS)

    def ring(self) -> None:
        """Ring if it is time to. A broken bell is left alone: trying it may take as long as the wait."""
        if not self._works or time.monotonic() < self._next:
            return
        self._works = self._doorbell.ring(1) if self._unrung else self._doorbell.ring_unless_ringing(1)
        self._unrung = False
        self._next = time.monotonic() + self._pause
        self._pause *= 2

    def ring_at_last(self) -> None:
        """Ring for a frame that was never rung for, before nobody waits for it any more."""
        if self._unrung:
            self._doorbell.ring(1)


def _later(image_id: str) -> Response:
    response = jsonify(id=image_id, state="waiting")
    response.status_code = 202
    response.headers["Location"] = url_for("api.snapshots.show", image_id=image_id)
    response.headers["Retry-After"] = "1"
    return response


def _forget(here: Context, image: StoredImage) -> None:
    """Remove a live frame; where that fails the sweeper does it."""
    try:
        with here.database.write(synced=False) as connection:
            remove_live_frame(connection, image.job_id)
    except SQLAlchemyError:
        return
    here.blobs.discard(image.blob.pack)
