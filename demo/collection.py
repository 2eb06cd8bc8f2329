"""What `browline demo` uploads: a few pictures of every kind that a job can have, drawn anew by each seed."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.damaged import png_header
from demo.films import passing
from demo.pictures import jpeg, photo

PORTRAITS, GROUPS, ROOMS, DAMAGED, REFUSED = 48, 6, 3, 2, 1
FILES = PORTRAITS + GROUPS + ROOMS + DAMAGED + REFUSED + 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file of a name that says what is in it."""

    name: str
    data: bytes


def collection(seed: int) -> Iterator[Drawn]:
    """Portraits, groups, rooms without anybody, a video, files that do not decode, one that is refused."""
    for number in range(PORTRAITS):
        yield Drawn(f"portrait-{number + 1:02}.jpg", jpeg(seed + number, 360))
    for number in range(GROUPS):
        yield Drawn(f"group-{number + 1:02}.jpg", photo(seed + 7 * number, 1280, 720, 2 + number % 3))
    for number in range(ROOMS):
        yield Drawn(f"empty-room-{number + 1:02}.jpg", photo(seed + number, 960, 540, 0))
    yield Drawn("two-people.mp4", passing(seed + 1, seed + 4))
    for number in range(DAMAGED):
        yield Drawn(f"damaged-{number + 1:02}.png", png_header(240 + number, 240))
    for number in range(REFUSED):
        yield Drawn(f"no-picture-{number + 1:02}.gif", b"GIF89a" + bytes(64))
