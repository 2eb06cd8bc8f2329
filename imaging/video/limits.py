"""How much one video may cost: each limit ends it with a reason, and what was sampled before stays."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """The most that one video may hold and take.

    `max_pixels` are those of a frame, `max_sampled_bytes` those of all its frames as JPEG, `max_seconds` are
    of the video's own time, `wall_seconds` of ours; `stall_seconds` may pass without a word from the decoder,
    `memory_bytes` are address space of its process.
    """

    max_bytes: int = 500 * 2**20
    max_pixels: int = 40_000_000
    max_frames: int = 10_000
    max_sampled_bytes: int = 2 * 2**30
    max_seconds: float = 12 * 3600
    wall_seconds: float = 3600
    stall_seconds: float = 30
    memory_bytes: int = 2 * 2**30
