"""From a claimed video to waiting images: frames come from the decoding process, committed in groups."""

import hashlib
import logging
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field

from core.blobs import BlobMissing, BlobStore
from core.database import Database
from core.errors import OverQuota, StoreUnavailable
from core.quotas import UNBOUNDED, Amounts
from core.videos.claim import claim_video, video_waits
from core.videos.end import end_failed, end_sampled, give_back_video, lose_video, note_discarded
from core.videos.progress import ClaimLost, add_frames, describe, stored_frames
from core.videos.types import ClaimedVideo, NewFrame
from imaging.accept import Accepted, Limits, accept
from imaging.errors import ImageRefused
from imaging.video import failures
from imaging.video.failures import VideoFailed
from imaging.video.limits import VideoLimits
from imaging.video.sampling import sample
from imaging.video.source import Order
from imaging.video.timeline import expected_samples
from imaging.video.wire import About, Frame

log = logging.getLogger(__name__)

GROUP_FRAMES = 32
GROUP_BYTES = 8 * 2**20
GROUP_SECONDS = 1.0  # a person who watches sees the first frames soon


@dataclass(frozen=True, slots=True)
class Sampler:
    """The parts that a video goes through; `ring` tells workers of so many new images."""

    database: Database
    blobs: BlobStore
    ring: Callable[[int], object]
    image_limits: Limits
    limits: VideoLimits
    lease_seconds: float
    stopping: Callable[[], bool] = lambda: False
    quotas: Amounts = UNBOUNDED  # of one account

    def sample_one(self) -> bool:
        """Sample a waiting video. Returns False where there is none, or none is to be begun."""
        if self.stopping():
            return False
        with self.database.read() as connection:
            if not video_waits(connection):
                return False
        video = claim_video(self.database, self.lease_seconds)
        if video is None:
            return False
        try:
            self._sample(video)
        except ClaimLost:
            log.info("video %s is no longer ours", video.id)
        except OverQuota as error:
            self._fail(video, failures.no_room(error.code, error.detail))
        except StoreUnavailable as error:
            log.warning("video %s waits: %s", video.id, error)
            give_back_video(self.database, video)
            return False  # not at once again
        except BlobMissing as error:
            end_failed(self.database, video, "bytes_missing", f"{str(error).capitalize()}.")
        except OSError as error:
            why = f"Its file cannot be held here ({error.strerror})."
            lose_video(self.database, video, "store_failed", why)
        return True

    def _sample(self, video: ClaimedVideo) -> None:
        with self.database.read() as connection:
            total, last = stored_frames(connection, video)
        group = _Group(self, video, total)
        after = None if video.losses else last  # seeking may be what a decoder broke off at
        with self.blobs.file(video.blob, group.commit_in_time) as file:
            order = Order(str(file), video.every, self.limits, video.sampled, after)
            if not self._hear(order, group):
                return
        if not end_sampled(self.database, video):
            raise ClaimLost(video.id)  # whoever has it now needs its bytes
        with suppress(OSError):  # the sweeper does it later
            self.blobs.discard(video.blob.pack)  # its frames are all that is needed from now on
            note_discarded(self.database, video.id)
        self.ring(1)  # its frames may have ended before it: its tracks wait

    def _hear(self, order: Order, group: "_Group") -> bool:
        """Take everything that the decoder says. Returns whether that was the whole video."""
        video = group.video
        try:
            with closing(sample(order)) as heard:
                for message in heard:
                    if isinstance(message, About):
                        self._describe(video, message)
                    elif isinstance(message, Frame):
                        group.add(message)
                    group.commit_in_time()
                    if self.stopping():
                        group.commit()
                        give_back_video(self.database, video)
                        return False
            group.commit()
        except VideoFailed as failure:
            group.commit()
            self._fail(video, failure)
            return False
        return True

    def _describe(self, video: ClaimedVideo, said: About) -> None:
        expected = min(expected_samples(said.seconds, video.every), self.limits.max_frames)
        describe(self.database, video, (said.width, said.height), said.seconds, expected)

    def _fail(self, video: ClaimedVideo, failure: VideoFailed) -> None:
        log.info("video %s: %s", video.id, failure.code)
        end = lose_video if failure.passing else end_failed
        end(self.database, video, failure.code, f"{failure.detail[:1].upper()}{failure.detail[1:]}")
        self.ring(1)


@dataclass(slots=True)
class _Group:
    """Frames that have come and are not committed yet."""

    sampler: Sampler
    video: ClaimedVideo
    total: int  # bytes of all its frames, those of earlier tries too
    frames: list[tuple[Frame, Accepted]] = field(default_factory=list)
    waiting: int = 0  # bytes
    next_index: int = -1
    committed_at: float = field(default_factory=time.monotonic)

    def add(self, frame: Frame) -> None:
        """Take a frame, believing nothing of it. Raises `VideoFailed`."""
        if self.next_index < 0:
            self.next_index = self.video.sampled
        if frame.index != self.next_index or not 0 <= frame.at < 1e9:
            raise failures.crashed("it wrote nonsense")
        try:
            picture = accept(frame.jpeg, self.sampler.image_limits)
        except ImageRefused as refused:
            raise failures.frame_refused(refused) from None
        size = len(picture.data)
        if self.total + size > self.sampler.limits.max_sampled_bytes:
            raise failures.too_much_data(self.sampler.limits)
        self.next_index += 1
        self.frames.append((frame, picture))
        self.waiting += size
        self.total += size

    def commit_in_time(self) -> None:
        """Commit what is a group's worth or has waited; extend the lease before it ends."""
        waited = time.monotonic() - self.committed_at
        full = len(self.frames) >= GROUP_FRAMES or self.waiting >= GROUP_BYTES
        if full or (self.frames and waited > GROUP_SECONDS) or waited > self.sampler.lease_seconds / 3:
            self.commit()

    def commit(self) -> None:
        """Store the frames' bytes, then commit their rows: bytes without a row harm nobody."""
        sampler, video = self.sampler, self.video
        frames = self._store() if self.frames else []
        try:
            add_frames(sampler.database, video, frames, sampler.lease_seconds, sampler.quotas)
        except (ClaimLost, OverQuota):
            with suppress(OSError):  # the sweeper finds what is left
                for pack in {frame.blob.pack for frame in frames}:
                    sampler.blobs.discard(pack)
            raise
        if frames:
            sampler.ring(len(frames))
        self.frames, self.waiting, self.committed_at = [], 0, time.monotonic()

    def _store(self) -> list[NewFrame]:
        """Raises `StoreUnavailable`: that frames cannot be written is no fault of their video."""
        try:
            with self.sampler.blobs.pack(self.video.job_id) as pack:
                return [
                    NewFrame(
                        frame.index, frame.at, hashlib.sha256(frame.jpeg).hexdigest(),
                        picture.width, picture.height, pack.add(picture.data),
                    )
                    for frame, picture in self.frames
                ]  # fmt: skip
        except OSError as error:
            raise StoreUnavailable(f"Its frames cannot be stored ({error.strerror}).") from error
