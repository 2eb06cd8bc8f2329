"""Which pictures teach and which measure, for the two layouts of a data folder.

A *research* folder has `unmasked/` (aligned faces, masks are drawn on them) and possibly `masked/` (real
masks; the seed recipe only measures on them), `portraits/`, `mask_templates/`, `face_detector/` and
`labels.csv`. A *plain* folder has
`Training/` and `Validation/` and is used as it is. Both have a subfolder a class below each split.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from imaging.face_square import FRAMED
from training.alignment import Alignment, BoxCrop
from training.errors import DataError
from training.faces import finder_of
from training.folders import is_labelled
from training.lookalikes import unlike_measured
from training.masks.cutouts import load_cutouts
from training.masks.draw import MaskPainter
from training.paint import Painting
from training.prepare import Prepare
from training.progress import say
from training.reading import NamedSet, Reader
from training.reviewed import is_reviewed, words_of
from training.variations import variations


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
    source = _Source.of(data, masks, seed, limit)
    training, validation = source.split("training", "Training"), source.split("validation", "Validation")
    if is_reviewed(data):
        training = _unlike(training, validation, data)
    return Plan(training, validation, [validation, *source.measured()])


def _unlike(training: NamedSet, validation: NamedSet, data: Path) -> NamedSet:
    """Without near-duplicates of what is held out: the same scene may have been uploaded twice."""
    kept = unlike_measured(training.samples, data, [sample.path for sample in validation.samples])
    if len(kept) < len(training.samples):
        say(f"{len(training.samples) - len(kept)} pictures look like held-out ones and are left out.")
    if {sample.label for sample in kept} != {sample.label for sample in training.samples}:
        raise DataError(f"all pictures of a class in {data / 'Training'} look like held-out ones")
    return replace(training, samples=kept)


def measured_sets(data: Path, seed: int, limit: int | None = None) -> list[NamedSet]:
    """All that a research folder can measure, also one without Training. Raises `DataError` as above."""
    source = _Source.of(data, "auto", seed, limit)
    labelled = is_labelled(source.faces / "Validation")
    return [*([source.split("validation", "Validation")] if labelled else []), *source.measured()]


def is_research(data: Path) -> bool:
    """Whether `data` has the layout that keeps faces with and without masks apart."""
    return (data / "unmasked").is_dir() or (data / "masked").is_dir()


@dataclass(frozen=True, slots=True)
class _Source:
    """One data folder, open to read sets from; `faces` is where its splits are."""

    data: Path
    faces: Path
    reader: Reader
    painting: Painting | None
    seed: int
    limit: int | None

    @classmethod
    def of(cls, data: Path, masks: str, seed: int, limit: int | None) -> "_Source":
        research = (data / "unmasked").is_dir()
        drawn = masks == "drawn" or (masks == "auto" and research)
        painting = Painting(MaskPainter(load_cutouts(data / "mask_templates")), seed) if drawn else None
        return cls(data, data / "unmasked" if research else data, Reader(data, limit), painting, seed, limit)

    def split(self, name: str, split: str) -> NamedSet:
        """Faces of a split, with masks drawn on them where that is wanted."""
        samples = self.reader.read(self.faces / split)
        if self.painting:
            described = f"unmasked faces of {split}, masks drawn on them"
            return NamedSet(name, described, "drawn", samples, self.painting)
        said = words_of(split) if is_reviewed(self.data) else f"pictures of {split} as they are"
        return NamedSet(name, said, "as they are", samples)

    def measured(self) -> list[NamedSet]:
        """All but Validation."""
        varied = variations(self.data, self.seed, self.limit) if self.painting else []
        return [*self._bare("Validation"), *self._test(), *varied, *self._real_masks()]

    def _bare(self, split: str) -> list[NamedSet]:
        """The faces that masks are drawn on, without them."""
        if not self.painting or not is_labelled(self.faces / split):
            return []
        described = f"the same faces of {split} without masks"
        samples = self.reader.read(self.faces / split)
        return [NamedSet(f"{split.lower()}-without-masks", described, "none", samples)]

    def _test(self) -> list[NamedSet]:
        if not is_labelled(self.faces / "Test"):
            return []
        return [self.split("test", "Test"), *self._bare("Test")]

    def _real_masks(self) -> list[NamedSet]:
        folder, finder = self.data / "masked" / "Validation", finder_of(self.data)
        if not is_labelled(folder):
            return []
        samples = self.reader.read(folder, undisputed=True)
        described = "photographs of people in real masks, never trained on, undisputed labels"
        whole = NamedSet("real-masks", f"{described}; the whole picture as it is", "real", samples)
        if finder is None:
            return [whole]
        framings: tuple[tuple[str, str, Prepare], ...] = (
            (
                "framed",
                f"squares of {FRAMED} face boxes, as a finder frames",
                BoxCrop(finder, FRAMED),
            ),
            ("aligned", "framed like the aligned training faces", Alignment(finder)),
            ("loose", "squares of 2.4 face boxes where the picture has them", BoxCrop(finder, 2.4)),
        )
        return [
            whole,
            *(
                NamedSet(f"real-masks-{name}", f"{described}; {words}", "real", samples, prepare)
                for name, words, prepare in framings
            ),
        ]
