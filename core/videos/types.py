"""What crosses between the queue of videos and a worker."""

from dataclasses import dataclass

from core.blobs import BlobRef
from core.errors import Invalid

EVERY = (0.04, 3600.0)  # seconds between sampled frames
USUAL_EVERY = 1.0
FAILED_FRAME = -1  # index of the image that stands for a failed video
TRACKS_FAILED = "tracks_failed"  # error code of a video whose frames are there, but no tracks


def check_every(every: float) -> float:
    """Seconds between frames as they were asked for. Raises `Invalid`."""
    if not EVERY[0] <= every <= EVERY[1]:
        raise Invalid(f"every must be a number from {EVERY[0]} to {EVERY[1]:g} seconds.", "invalid_every")
    return every


@dataclass(frozen=True, slots=True)
class NewVideo:
    """One accepted video whose bytes are stored already, in a pack of their own."""

    filename: str
    sha256: str
    kind: str
    blob: BlobRef
    id: str


@dataclass(frozen=True, slots=True)
class ClaimedVideo:
    """A video that is one worker's until the lease ends; the first `sampled` frames are there already."""

    id: str
    claim_id: str
    job_id: str
    filename: str
    sha256: str
    blob: BlobRef
    every: float
    sampled: int
    losses: int  # claims that ended without an answer, one after the other


@dataclass(frozen=True, slots=True)
class NewFrame:
    """One sampled frame whose bytes are stored already."""

    index: int
    at_seconds: float
    sha256: str
    width: int
    height: int
    blob: BlobRef


def frame_name(video: str, at_seconds: float, every: float) -> str:
    """How a frame is called: `clip.mp4 @ 00:00:12.0`."""
    digits = 1 if every >= 0.1 else 2
    minutes, seconds = divmod(round(at_seconds, digits), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{video} @ {hours:02}:{minutes:02}:{seconds:0{digits + 3}.{digits}f}"
