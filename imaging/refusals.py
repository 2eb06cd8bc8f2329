"""What a person is told when a file is refused: one sentence for each reason, in one place."""

from typing import Final

from imaging.errors import ImageRefused

FILMS: Final = "MP4, WebM, MOV or MKV"
SENTENCES: Final = {  # by code; values stand in them as `%(name)s`
    "empty_file": "the file is empty; copy it again from where it came.",
    "file_too_large": "the file has %(has)s MiB, more than the %(allowed)s MiB allowed; "
    "save it smaller or with stronger compression.",
    "too_many_pixels": "the picture is %(width)s × %(height)s pixels; at most %(most)s million pixels and "
    "%(side)s on a side are allowed; scale it down.",
    "too_many_scans": "the JPEG is drawn in %(scans)s passes, more than the %(most)s allowed for its size; "
    "save it again without the progressive option.",
    "unsupported_type": "this type (%(name)s) is not supported; convert it to JPEG, PNG or WebP.",
    "not_an_image": f"this is not a picture; send JPEG, PNG, WebP or BMP, or a video as {FILMS}.",
    "truncated": "the %(name)s ends too early; copy or download it again.",
    "broken_header": "the %(name)s is damaged (%(reason)s); save it again as JPEG or PNG.",
    "no_video_track": "there is no picture track in it, only sound or nothing at all.",
    "unreadable": "the file cannot be read (%(reason)s); allow it, or copy it again.",
}
CODES: Final = frozenset(SENTENCES)
# These are unsupported types, too, for programs; what helps a person is another thing.
PACKED: Final = "this is an archive (%(name)s); unpack it, and send the pictures that are in it."
OTHER_FILM: Final = f"this type of video (%(name)s) is not supported; convert it to {FILMS}."


def _refused(code: str, **values: object) -> ImageRefused:
    return ImageRefused(code, SENTENCES[code] % values)


def empty_file() -> ImageRefused:
    """Return the refusal of a file of zero bytes."""
    return _refused("empty_file")


def file_too_large(size: int, limit: int) -> ImageRefused:
    """Return the refusal of `size` bytes where `limit` are allowed."""
    return _refused("file_too_large", has=f"{size / 2**20:.1f}", allowed=f"{limit / 2**20:.1f}")


def too_many_pixels(width: int, height: int, max_pixels: int, max_side: int) -> ImageRefused:
    """Return the refusal of a picture whose header promises more pixels than are opened."""
    return _refused(
        "too_many_pixels", width=width, height=height, most=f"{max_pixels / 1e6:g}", side=max_side
    )


def too_many_scans(scans: int, most: int) -> ImageRefused:
    """Return the refusal of a JPEG that takes `scans` passes over its pixels where `most` are allowed."""
    return _refused("too_many_scans", scans=scans, most=most)


def unsupported_type(name: str) -> ImageRefused:
    """Return the refusal of a file that was recognised as `name`, which is not opened here."""
    return _refused("unsupported_type", name=name)


def packed(name: str) -> ImageRefused:
    """Return the refusal of files that were packed into one of the type `name`, and come unpacked."""
    return ImageRefused("unsupported_type", PACKED % {"name": name})


def other_film(name: str) -> ImageRefused:
    """Return the refusal of a video of the type `name`, which is not opened here."""
    return ImageRefused("unsupported_type", OTHER_FILM % {"name": name})


def not_an_image() -> ImageRefused:
    """Return the refusal of a file that starts like no picture known."""
    return _refused("not_an_image")


def truncated(name: str) -> ImageRefused:
    """Return the refusal of a file that stops before its own format says it ends."""
    return _refused("truncated", name=name)


def broken_header(name: str, reason: str) -> ImageRefused:
    """Return the refusal of a file whose header contradicts its format; `reason` is a short clause."""
    return _refused("broken_header", name=name, reason=reason)


def unreadable(reason: str | None) -> ImageRefused:
    """Return the refusal of a file of this machine that the system does not let be read, and why not."""
    return _refused("unreadable", reason=reason)


def no_video_track() -> ImageRefused:
    """Return the refusal of a video that holds sound alone, or nothing."""
    return _refused("no_video_track")
