"""Numbers of things, in the terminal's words."""


def so_many(count: int, word: str) -> str:
    """`1 image`, `2 images`, `1,204 images`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
