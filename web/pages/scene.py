"""What is shown of a face that somebody judges: its surroundings, and where in them the face is."""

from dataclasses import dataclass

from core.results.row import ResultRow
from imaging.picture import surrounded

RIM = 0.22  # of the face's longest side, that is light with it
BOXES = 3.0  # sides of the square that is shown, in longest sides of the face's box


@dataclass(frozen=True, slots=True)
class Scene:
    """A part of the upright image in its pixels, as `/faces/ID/crop` clips it, and the face's box in it."""

    x: int
    y: int
    width: int
    height: int
    face: tuple[int, int, int, int]

    @property
    def view_box(self) -> str:
        """The part as SVG writes it."""
        return f"{self.x} {self.y} {self.width} {self.height}"

    @property
    def around(self) -> str:
        """An SVG path of all of the part but the face and a rim about it: hair and chin tell too."""
        x, y, width, height = self.face
        rim, whole = RIM * max(width, height), f"M{self.x} {self.y}h{self.width}v{self.height}h{-self.width}z"
        across, down = (side / 2 + rim for side in (width, height))
        half = f"a{across:g} {down:g} 0 0 0"
        left = f"M{x + width / 2 - across:g} {y + height / 2:g}"
        return f"{whole}{left}{half} {2 * across:g} 0{half} {-2 * across:g} 0z"


def scene_of(row: ResultRow) -> Scene:
    """The scene of a face; of an image that was taken for one face, the whole of it."""
    width, height = row.size
    left, top, side, _ = surrounded(row.box, BOXES)
    x, y = max(left, 0), max(top, 0)
    return Scene(x, y, min(left + side, width) - x, min(top + side, height) - y, row.box)
