"""What a person is told of a video that cannot be sampled to its end: one sentence a reason, in one place."""

from typing import Final

from imaging.errors import ImageError, ImageRefused
from imaging.video.limits import VideoLimits

TOO_SLOW: Final = "decoding it took longer than %(seconds)s s; cut it into parts or reduce its size."
_TOO_MUCH: Final = frozenset(("file_too_large", "too_many_pixels"))


class VideoFailed(ImageError):
    """A video whose sampling ended before its end; `passing` where another try may go better."""

    def __init__(self, code: str, detail: str, *, passing: bool = False) -> None:
        super().__init__(code, detail)
        self.passing = passing


def unreadable_index() -> ImageRefused:
    """Return the refusal of a file without the index that every decoder begins with."""
    return ImageRefused(
        "truncated",
        "the video has no index, so nothing of it can be played; it was cut off while recorded or sent.",
    )


def cannot_open() -> VideoFailed:
    """The decoder does not know what to do with it."""
    return VideoFailed(
        "undecodable",
        "the video cannot be opened: it is damaged, or of an unknown codec; save it as MP4 with H.264.",
    )


def no_camera() -> VideoFailed:
    """Nothing that can be decoded comes from a camera's address."""
    return VideoFailed(
        "no_camera",
        "the camera cannot be opened: it does not answer, refuses the password, or sends no known video.",
    )


def no_frames() -> VideoFailed:
    """It opens and gives no picture."""
    return VideoFailed(
        "no_frames",
        "no frame of the video could be decoded; it is damaged, empty or of an unknown codec, as AV1 is: "
        "save it as MP4 with H.264.",
    )


def ends_early(at: float, promised: float) -> VideoFailed:
    """Fewer frames came than the header promises."""
    return VideoFailed(
        "truncated",
        f"the video ends or breaks at {at:.0f} s of {promised:.0f} s; what came before was sampled.",
    )


def frame_too_large(width: int, height: int, limits: VideoLimits) -> VideoFailed:
    """A frame has more pixels than are opened."""
    return VideoFailed(
        "too_many_pixels",
        f"its frames are {width} × {height} pixels; at most {limits.max_pixels / 1e6:g} million are allowed.",
    )


def too_many_frames(limits: VideoLimits) -> VideoFailed:
    """It gives more frames than one video may."""
    return VideoFailed(
        "too_many_frames",
        f"only the first {limits.max_frames:,} frames were sampled; choose more seconds between frames.",
    )


def too_much_data(limits: VideoLimits) -> VideoFailed:
    """Its frames take more bytes than those of one video may."""
    return VideoFailed(
        "too_much_data",
        f"only its first {limits.max_sampled_bytes / 2**20:,.0f} MiB of frames were sampled; choose more "
        "seconds between frames or a smaller picture.",
    )


def no_room(code: str, why: str) -> VideoFailed:
    """Whose it is may hold no more of its frames."""
    return VideoFailed(code, f"{why} The frames that came before stay; a retry goes on after them.")


def frame_refused(refused: ImageRefused) -> VideoFailed:
    """A frame that cannot be stored: for its size, which no other try changes, or by the decoder's fault."""
    if refused.code in _TOO_MUCH:
        return VideoFailed(refused.code, f"a frame was refused: {refused.detail}")
    return crashed("it wrote a broken frame")


def too_long(limits: VideoLimits) -> VideoFailed:
    """Its own clock goes on for longer than is watched."""
    return VideoFailed(
        "too_long", f"only its first {limits.max_seconds / 3600:g} h were sampled; cut the video into parts."
    )


def too_slow(limits: VideoLimits) -> VideoFailed:
    """Decoding takes longer than one video may."""
    return VideoFailed("too_slow", TOO_SLOW % {"seconds": f"{limits.wall_seconds:,.0f}"})


def stalled(limits: VideoLimits) -> VideoFailed:
    """The decoder says nothing any more."""
    return VideoFailed(
        "decoder_stalled", f"the decoder said nothing for {limits.stall_seconds:g} s.", passing=True
    )


def crashed(how: str) -> VideoFailed:
    """The decoder's process ended without a last word."""
    return VideoFailed("decoder_crashed", f"the decoder stopped ({how}).", passing=True)


def out_of_memory(limits: VideoLimits) -> VideoFailed:
    """Decoding needs more memory than one video may have."""
    return VideoFailed(
        "too_much_memory", f"decoding it takes more than {limits.memory_bytes / 2**30:.1f} GiB of memory."
    )
