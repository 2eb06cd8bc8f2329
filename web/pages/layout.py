"""How the rows of a page are shown, beside which and in what order."""

from dataclasses import dataclass
from typing import Literal, get_args

from flask import request

from core.errors import Invalid
from web.api.fields import number

LARGE = 160
SIZES = (48, 96, LARGE)  # pixels of a picture in the gallery
WORDS = ("view", "size")  # of an address
Name = Literal["table", "gallery"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows are shown, beside which and in what order: as a table, or as pictures of so many pixels."""

    name: Name = "table"
    size: int = LARGE

    @property
    def words(self) -> dict[str, str]:
        """What an address says of it; nothing of what is usual."""
        if self.name == "table":
            return {}
        return {"view": self.name} | ({} if self.size == LARGE else {"size": str(self.size)})


TABLE = Layout()
# By what a link of the page says: the name, or the size of the pictures.
LAYOUTS: dict[str | int, Layout] = {
    "table": TABLE,
    "gallery": Layout("gallery"),
    **{size: Layout("gallery", size) for size in SIZES},
}


def layout() -> Layout:
    """The layout that the address names. Raises `Invalid`."""
    name, size = request.args.get("view") or "table", number(request.args, "size", int) or LARGE
    if name not in get_args(Name):
        raise Invalid("view must be table or gallery.", "invalid_view")
    if size not in SIZES:
        raise Invalid(f"size must be one of {', '.join(map(str, SIZES))}.", "invalid_size")
    return Layout(name, size)  # type: ignore[arg-type]
