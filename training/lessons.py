"""The kinds of pictures that a mixed recipe learns from, by the names that its config gives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import DataError
from training.faces import FaceFinder, finder_of
from training.folders import PICTURES, Sample
from training.framers import AlignedFace, EveryFace, Framer, LargestFace, WholePicture
from training.labels import read_rows, row_of
from training.lookalikes import unlike_measured
from training.masks.cutouts import load_cutouts
from training.masks.wear import Wear, WearPainter
from training.paint import Painting, PaintingInPlace
from training.reading import Reader

UNLABELLED = -1  # the class index of a picture whose gender nobody told
FOR_JUDGED = ("scenes",)  # lessons of such pictures alone: without a judge nothing is learnt from them

# Two in three wear a mask and nothing else; the rest is rare on the street and what networks stumble over.
DRESSED = Wear(mask=1.0, veil=0.08, sunglasses=0.12, headwear=0.18, visor=0.04)
ADULT, OLD = 20, 60  # years between which UTKFace has most of its people
UNMASKED = Wear(mask=0.0, veil=0.0, sunglasses=0.08, headwear=0.1, visor=0.02)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pictures of one kind: how views are cut from them, and what is known of each.

    `ages` are in years, None where unknown; `worn` tells whether all wear a mask, None where unknown.
    """

    name: str
    samples: Sequence[Sample]
    framer: Framer
    ages: Sequence[float | None]
    worn: bool | None


@dataclass(frozen=True, slots=True)
class Library:
    """One data folder, open for lessons."""

    data: Path
    reader: Reader
    finder: FaceFinder | None
    seed: int

    def lesson(self, name: str, samples: Sequence[Sample], framer: Framer, worn: bool | None) -> Lesson:
        """With the ages that the table of labels knows."""
        rows = read_rows(self.data)
        ages = [_age(row_of(sample, self.data, rows).get("age", "")) for sample in samples]
        return Lesson(name, samples, framer, ages, worn)

    def painting(self, wear: Wear, turn: int) -> Painting:
        """What faces wear; another `turn` dresses the same faces otherwise."""
        painter = WearPainter(load_cutouts(self.data / "mask_templates"), wear)
        return Painting(painter, self.seed * 100 + turn)

    def needed_finder(self) -> FaceFinder:
        """For what cannot be done without one. Raises `DataError` where the folder has none."""
        if self.finder is None:
            raise DataError(f"this recipe needs a face detector in {self.data / 'face_detector'}")
        return self.finder

    def faces(self) -> list[Sample]:
        """UTKFace's of Training."""
        return self.reader.read(self.data / "unmasked" / "Training", apart=True)

    def portraits(self) -> list[Sample]:
        """People without masks, not aligned; the table of labels knows no near-duplicates of these."""
        return unlike_measured(self.reader.read(self.data / "portraits", apart=True), self.data)


def open_library(data: Path, seed: int, limit: int | None = None) -> Library:
    """Raises `DataError` when `data` is no research folder."""
    if not (data / "unmasked").is_dir():
        raise DataError(
            f"this recipe learns from several kinds of pictures, and {data} has no folder unmasked"
        )
    return Library(data, Reader(data, limit), finder_of(data), seed)


def _real(library: Library) -> Lesson:
    samples = library.reader.read(library.data / "masked" / "Training", apart=True)
    return library.lesson("real masks", samples, LargestFace(library.finder), True)


def _real_whole(library: Library) -> Lesson:
    samples = library.reader.read(library.data / "masked" / "Training", apart=True)
    return library.lesson("real masks, whole pictures", samples, WholePicture(), True)


def _scenes(library: Library) -> Lesson:
    paths = sorted(path for path in (library.data / "scenes").glob("*") if path.suffix.lower() in PICTURES)
    samples = [Sample(path, UNLABELLED, str(path)) for path in library.reader.limited(paths)]
    samples = unlike_measured(samples, library.data)
    return library.lesson("scenes", samples, EveryFace(library.needed_finder()), None)


def _faces(turn: int, wear: Wear | None) -> Callable[[Library], Lesson]:
    def make(library: Library) -> Lesson:
        painting = library.painting(wear, turn) if wear else None
        worn = bool(wear and wear.mask)
        return library.lesson(f"faces, turn {turn}", library.faces(), AlignedFace(painting), worn)

    return make


def _young_and_old(turn: int, wear: Wear) -> Callable[[Library], Lesson]:
    def make(library: Library) -> Lesson:
        rows = read_rows(library.data)
        rare = []
        for sample in library.faces():
            age = _age(row_of(sample, library.data, rows).get("age", ""))
            if age is not None and not ADULT <= age < OLD:
                rare.append(sample)
        painted = AlignedFace(library.painting(wear, turn))
        return library.lesson(f"young and old faces, turn {turn}", rare, painted, bool(wear.mask))

    return make


def _portraits(turn: int, wear: Wear | None) -> Callable[[Library], Lesson]:
    def make(library: Library) -> Lesson:
        painting = PaintingInPlace(library.painting(wear, turn), library.needed_finder()) if wear else None
        framer = LargestFace(library.finder, painting)
        worn = bool(wear and wear.mask)
        return library.lesson(f"portraits, turn {turn}", library.portraits(), framer, worn)

    return make


def _age(written: str) -> float | None:
    return float(written) if written.isdigit() else None


LESSONS: dict[str, Callable[[Library], Lesson]] = {
    "real masks": _real,
    "real masks, whole pictures": _real_whole,
    "scenes": _scenes,
    "bare faces": _faces(0, None),
    "dressed faces": _faces(1, DRESSED),
    "dressed faces again": _faces(2, DRESSED),
    "unmasked dressed faces": _faces(3, UNMASKED),
    "dressed faces, young and old": _young_and_old(4, DRESSED),
    "bare portraits": _portraits(0, None),
    "dressed portraits": _portraits(1, DRESSED),
    "dressed portraits again": _portraits(2, DRESSED),
}
