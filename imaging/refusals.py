"""What a person is told when a file is refused: one sentence for each reason, in one place."""

from typing import Final

from imaging.errors import ImageRefused

CODES: Final = frozenset(
    {
        "empty_file",
        "file_too_large",
        "too_many_pixels",
        "too_many_scans",
        "unsupported_type",
        "not_an_image",
        "truncated",
        "broken_header",
        "no_video_track",
        "unreadable",
    }
)


def empty_file() -> ImageRefused:
    """Return the refusal of a file of zero bytes."""
    return ImageRefused("empty_file", "the file is empty; copy it again from where it came.")


def file_too_large(size: int, limit: int) -> ImageRefused:
    """Return the refusal of `size` bytes where `limit` are allowed."""
    return ImageRefused(
        "file_too_large",
        f"the file has {size / 2**20:.1f} MiB, more than the {limit / 2**20:.1f} MiB allowed; "
        "save it smaller or with stronger compression.",
    )


def too_many_pixels(width: int, height: int, max_pixels: int, max_side: int) -> ImageRefused:
    """Return the refusal of a picture whose header promises more pixels than are opened."""
    return ImageRefused(
        "too_many_pixels",
        f"the picture is {width} × {height} pixels; at most {max_pixels / 1e6:g} million pixels and "
        f"{max_side} on a side are allowed; scale it down.",
    )


def too_many_scans(scans: int, most: int) -> ImageRefused:
    """Return the refusal of a JPEG that takes `scans` passes over its pixels where `most` are allowed."""
    return ImageRefused(
        "too_many_scans",
        f"the JPEG is drawn in {scans} passes, more than the {most} allowed for its size; save it again "
        "without the progressive option.",
    )


def unsupported_type(name: str) -> ImageRefused:
    """Return the refusal of a file that was recognised as `name`, which is not opened here."""
    return ImageRefused(
        "unsupported_type", f"this type ({name}) is not supported; convert it to JPEG, PNG or WebP."
    )


def not_an_image() -> ImageRefused:
    """Return the refusal of a file that starts like no picture known."""
    return ImageRefused(
        "not_an_image", "this is not a picture; send JPEG, PNG, WebP or BMP, or a video as MP4, WebM or MOV."
    )


def truncated(name: str) -> ImageRefused:
    """Return the refusal of a file that stops before its own format says it ends."""
    return ImageRefused("truncated", f"the {name} ends too early; copy or download it again.")


def broken_header(name: str, reason: str) -> ImageRefused:
    """Return the refusal of a file whose header contradicts its format; `reason` is a short clause."""
    return ImageRefused("broken_header", f"the {name} is damaged ({reason}); save it again as JPEG or PNG.")


def unreadable(reason: str | None) -> ImageRefused:
    """Return the refusal of a file of this machine that the system does not let be read, and why not."""
    return ImageRefused("unreadable", f"the file cannot be read ({reason}); allow it, or copy it again.")
