"""The kinds of pictures that a mixed recipe learns from, by the names that its config gives them."""

from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from training.config import Mix
from training.errors import DataError
from training.faces import FaceFinder, finder_of
from training.folders import Sample
from training.masks.cutouts import load_cutouts
from training.masks.draw import MaskPainter
from training.paint import Painting, PaintingInPlace
from training.sets import NamedSet, Reader

BARE_OF_FOUR = 1  # one unmasked face of four stays bare, the others wear a drawn mask


def make_lessons(data: Path, mix: Mix, seed: int, limit: int | None = None) -> list[NamedSet]:
    """The sets that `mix` names, in its order, without near-duplicates of what is measured on.

    Raises `DataError` when `data` is no research folder or lacks one of them.
    """
    if not (data / "unmasked").is_dir():
        raise DataError(
            f"this recipe learns from several kinds of pictures, and {data} has no folder unmasked"
        )
    reader, finder = Reader(data, limit), finder_of(data)
    painting = Painting(MaskPainter(load_cutouts(data / "mask_templates")), seed)
    return [LESSONS[name](data, reader, painting, finder) for name, _ in mix.shares]


def _real(data: Path, reader: Reader, painting: Painting, finder: FaceFinder | None) -> NamedSet:
    samples = reader.read(data / "masked" / "Training", apart=True)
    return NamedSet("real-masks-to-learn", "photographs of people in real masks", "real", samples)


def _faces_with_masks(data: Path, reader: Reader, painting: Painting, finder: FaceFinder | None) -> NamedSet:
    samples = [sample for sample in _faces(data, reader) if not _stays_bare(sample)]
    return NamedSet("faces-with-masks", "unmasked faces, masks drawn on them", "drawn", samples, painting)


def _bare_faces(data: Path, reader: Reader, painting: Painting, finder: FaceFinder | None) -> NamedSet:
    samples = [sample for sample in _faces(data, reader) if _stays_bare(sample)]
    return NamedSet("bare-faces", "unmasked faces", "none", samples)


def _portraits_with_masks(
    data: Path, reader: Reader, painting: Painting, finder: FaceFinder | None
) -> NamedSet:
    if finder is None:
        raise DataError(f"masks on portraits need {data / 'face_detector'}")
    samples, prepare = reader.read(data / "portraits", apart=True), PaintingInPlace(painting, finder)
    return NamedSet("portraits-with-masks", "portraits, masks drawn on them", "drawn", samples, prepare)


def _bare_portraits(data: Path, reader: Reader, painting: Painting, finder: FaceFinder | None) -> NamedSet:
    return NamedSet("bare-portraits", "portraits", "none", reader.read(data / "portraits", apart=True))


def _faces(data: Path, reader: Reader) -> list[Sample]:
    return reader.read(data / "unmasked" / "Training", apart=True)


def _stays_bare(sample: Sample) -> bool:
    return crc32(sample.path.name.encode()) % 4 < BARE_OF_FOUR


LESSONS: dict[str, Callable[[Path, Reader, Painting, FaceFinder | None], NamedSet]] = {
    "real masks": _real,
    "faces with masks": _faces_with_masks,
    "bare faces": _bare_faces,
    "portraits with masks": _portraits_with_masks,
    "bare portraits": _bare_portraits,
}
