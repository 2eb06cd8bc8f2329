"""Which pictures teach and which measure, for the two layouts of a data folder.

A *research* folder has `unmasked/` (aligned faces, masks are drawn on them) and possibly `masked/` (real
masks; the seed recipe only measures on them), `portraits/`, `mask_templates/`, `face_detector/` and
`labels.csv`. A *plain* folder has
`Training/` and `Validation/` and is used as it is. Both have a subfolder a class below each split.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.alignment import Alignment, BoxCrop
from training.errors import DataError
from training.faces import finder_of
from training.folders import Sample, is_labelled, read_labelled
from training.labels import read_rows, with_clusters, without_disputed, without_measured
from training.masks.cutouts import load_cutouts
from training.masks.draw import MaskPainter
from training.paint import Painting
from training.prepare import Prepare

MASKS = ("auto", "drawn", "none")


@dataclass(frozen=True, slots=True)
class NamedSet:
    """Pictures to measure on. `masks` says in a word what they wear."""

    name: str
    description: str
    masks: str
    samples: Sequence[Sample]
    prepare: Prepare | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Pictures to learn from, the set that the curves show, and sets to measure afterwards."""

    training: NamedSet
    validation: NamedSet
    measured: Sequence[NamedSet]


def make_plan(data: Path, masks: str, seed: int, limit: int | None = None) -> Plan:
    """Reads the folders of `data`. `limit` keeps that many pictures a set, evenly spread, for a quick try.

    Raises `DataError` when a split or a class is missing.
    """
    research = (data / "unmasked").is_dir()
    faces = data / "unmasked" if research else data
    drawn = masks == "drawn" or (masks == "auto" and research)
    painting = Painting(MaskPainter(load_cutouts(data / "mask_templates")), seed) if drawn else None
    reader = Reader(data, limit)
    training = _set("training", "Training", reader.read(faces / "Training"), painting)
    validation = _set("validation", "Validation", reader.read(faces / "Validation"), painting)
    tests = _test_sets(faces / "Test", reader, painting)
    return Plan(training, validation, [validation, *tests, *_real_masks(data, reader)])


def _set(name: str, split: str, samples: Sequence[Sample], painting: Painting | None) -> NamedSet:
    if painting:
        return NamedSet(name, f"unmasked faces of {split}, masks drawn on them", "drawn", samples, painting)
    return NamedSet(name, f"pictures of {split} as they are", "as they are", samples)


class Reader:
    """Reads labelled folders of one data folder, with what its table of labels adds."""

    def __init__(self, data: Path, limit: int | None) -> None:
        if not data.is_dir():
            raise DataError(f"there is no folder {data}")
        self._data, self._limit, self._rows = data, limit, read_rows(data)

    def read(self, folder: Path, *, undisputed: bool = False, apart: bool = False) -> list[Sample]:
        """Pictures of both classes: undisputed ones to measure on, those apart from these to learn from."""
        kept = with_clusters(read_labelled(folder), self._data, self._rows)
        if undisputed:
            kept = without_disputed(kept, self._data, self._rows)
        if apart:
            kept = without_measured(kept, self._data, self._rows)
        return kept if self._limit is None else kept[:: max(1, -(-len(kept) // self._limit))]


def _test_sets(folder: Path, reader: Reader, painting: Painting | None) -> list[NamedSet]:
    if not is_labelled(folder):
        return []
    samples = reader.read(folder)
    drawn_or_not = _set("test", "Test", samples, painting)
    bare = NamedSet("test-without-masks", "the same faces of Test without masks", "none", samples)
    return [drawn_or_not, bare] if painting else [drawn_or_not]


def _real_masks(data: Path, reader: Reader) -> list[NamedSet]:
    folder = data / "masked" / "Validation"
    if not is_labelled(folder):
        return []
    samples = reader.read(folder, undisputed=True)
    described = "photographs of people in real masks, never trained on, undisputed labels"
    whole = NamedSet("real-masks", f"{described}; the whole picture as it is", "real", samples)
    finder = finder_of(data)
    if finder is None:
        return [whole]
    framings: tuple[tuple[str, str, Prepare], ...] = (
        ("aligned", "framed like the aligned training faces", Alignment(finder)),
        ("tight", "squares of 1.2 face boxes", BoxCrop(finder, 1.2)),
        ("loose", "squares of 2.4 face boxes where the picture has them", BoxCrop(finder, 2.4)),
    )
    return [
        whole,
        *(
            NamedSet(f"real-masks-{name}", f"{described}; {words}", "real", samples, prepare)
            for name, words, prepare in framings
        ),
    ]
