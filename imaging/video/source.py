"""What the decoding process is asked to do."""

from dataclasses import dataclass, field

from imaging.video.limits import VideoLimits


@dataclass(frozen=True, slots=True)
class Order:
    """Sample a file, or a camera's stream (`live`), every so many seconds, after its first `skip` frames.

    With `after`, the time of the last of these in seconds, it is sought; else everything is decoded again.
    """

    source: str
    every: float
    limits: VideoLimits = field(default_factory=VideoLimits)
    skip: int = 0
    after: float | None = None
    live: bool = False
