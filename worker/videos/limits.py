"""What a frame and a video may cost, as it is set."""

from core.settings import Settings
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from imaging.video.wire import MAX_JPEG


def image_limits(settings: Settings) -> Limits:
    """What a frame may hold: as many pixels as an uploaded image, in as many bytes as our own JPEG takes."""
    return Limits(MAX_JPEG, settings.max_megapixels * 1_000_000)


def video_limits(settings: Settings) -> VideoLimits:
    """What a video may cost, as it is set."""
    return VideoLimits(
        max_bytes=settings.max_video_mb * 2**20,
        max_pixels=settings.max_megapixels * 1_000_000,
        max_frames=settings.max_video_frames,
        max_sampled_bytes=settings.max_sampled_mb * 2**20,
        max_seconds=settings.max_video_hours * 3600,
        wall_seconds=settings.video_seconds,
        stall_seconds=settings.video_stall_seconds,
        memory_bytes=settings.video_memory_mb * 2**20,
    )
