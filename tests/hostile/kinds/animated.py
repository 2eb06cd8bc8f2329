"""Pictures that move: their first frame is taken, and the answer says so."""

from functools import partial

from tests.hostile.formats import png, webp
from tests.hostile.formats.pictures import encode, picture, whole
from tests.hostile.specimen import CLASSIFIED, UNDECODABLE, Family, refused

ANIMATED = Family("animated", [])

_FIRST = ("first_frame",)


def moving(form: str, frames: int) -> bytes:
    """Portraits one after the other."""
    others = [picture(seed) for seed in range(2, frames + 1)]
    return encode(picture(), form, save_all=True, append_images=others, duration=50)


def png_of_frames(count: int) -> bytes:
    """A picture with `count` frames behind it that are empty."""
    control = png.chunk(b"acTL", (count + 1).to_bytes(4) + bytes(4))
    numbered = b"".join(png.chunk(b"fdAT", number.to_bytes(4)) for number in range(count))
    return png.with_chunks(whole("PNG"), control)[: -len(png.end())] + numbered + png.end()


ANIMATED.add("PNG of two frames", partial(moving, "PNG", 2), CLASSIFIED, notes=_FIRST)
ANIMATED.add("WebP of two frames", partial(moving, "WEBP", 2), CLASSIFIED, notes=_FIRST)
ANIMATED.add("PNG of 60,000 frames", partial(png_of_frames, 60_000), CLASSIFIED, notes=_FIRST)
ANIMATED.add("PNG of 70,000 frames", partial(png_of_frames, 70_000), refused("broken_header"))
ANIMATED.add(
    "WebP of 20,000 frames", lambda: webp.animation(whole("WEBP"), 20_000), refused("file_too_large")
)
ANIMATED.add("WebP of 5,000 frames", lambda: webp.animation(whole("WEBP"), 5_000), CLASSIFIED, notes=_FIRST)
ANIMATED.add("WebP of one frame", lambda: webp.animation(whole("WEBP"), 1), CLASSIFIED)
ANIMATED.add("WebP of no frame", lambda: webp.animation(whole("WEBP"), 0), refused("broken_header"))
ANIMATED.add(
    "WebP whose first frame is broken",
    lambda: webp.riff(webp.canvas(96, 96, webp.ANIMATION_FLAG), webp.chunk(b"ANIM", bytes(6)),
                      webp.frame(b"", 96, 96), webp.frame(whole("WEBP")[12:], 96, 96)),
    UNDECODABLE,
    notes=_FIRST,
)  # fmt: skip
ANIMATED.add("GIF of two frames", partial(moving, "GIF", 2), refused("unsupported_type"))
