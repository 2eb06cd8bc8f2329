"""Sizes in bytes as people read them, in the unit that fits."""

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size_words(count: float) -> str:
    """So many bytes: "512 B", "3.8 kB", "45 GB"; a decimal under ten of a unit."""
    place = 0
    while count >= 999.5 and place < len(_UNITS) - 1:
        count, place = count / 1000, place + 1
    return f"{count:,.{1 if place and count < 9.95 else 0}f} {_UNITS[place]}"
