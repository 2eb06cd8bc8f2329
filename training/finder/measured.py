"""The sets that a finder is measured on. Nothing of them is learnt from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from training.finder.grounds import AROUND, KEPT, LEAST, NOTHING, TRIES, faceless
from training.finder.hidden import DISGUISES, hidden
from training.finder.library import FACE_ALONE, teacher_network
from training.finder.photos import photos, picture_of
from training.finder.pool import Pictured, Pool, load_pool
from training.finder.sources import files_key, is_held_out, scenes_of
from training.finder.strange import strange
from training.finder.teacher import TIGHT, WIDE, Teacher, parted
from training.folders import is_labelled, read_labelled
from training.masks.cutouts import load_cutouts

T = TypeVar("T")
SEED = 2026
HIDDEN = 300  # pictures of each disguise
DRAWN = 500  # pictures without faces
LEAST_SIDE = 12.0  # pixels of a face's longer side that is asked for; smaller ones are doubtful


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """Pictures with known faces, or without any."""

    name: str
    description: str
    pictures: Sequence[Pictured]
    titles: Sequence[str]

    @property
    def empty(self) -> bool:
        """Whether nobody is in any of them."""
        return not any(len(each.faces) for each in self.pictures)


@dataclass(frozen=True, slots=True)
class Measuring:
    """Makes the sets of one data folder; `limit` takes that many pictures a set at most."""

    data: Path
    cache: Path
    limit: int | None = None

    def all(self) -> Iterator[MeasuredSet]:
        """Every set that the folder has pictures for, one after the other. Raises `DataError`."""
        yield from self._masked()
        yield from self._scenes()
        yield from self._hidden()
        yield self._nobody_drawn()
        yield from self._nobody_real()

    def _masked(self) -> Iterator[MeasuredSet]:
        folder = self.data / "masked" / "Validation"
        if is_labelled(folder):
            paths = [sample.path for sample in read_labelled(folder)]
            words = "photographs of people in real masks, never trained on"
            yield self._seen("masked-validation", words, paths, Teacher(teacher_network(self.data), TIGHT))

    def _scenes(self) -> Iterator[MeasuredSet]:
        if paths := self._held_out():
            words = "whole scenes with people in masks, held out"
            yield self._seen("held-out-scenes", words, paths, Teacher(teacher_network(self.data), WIDE))

    def _seen(self, name: str, words: str, paths: Sequence[Path], teacher: Teacher) -> MeasuredSet:
        """What the teacher is sure of at any of its sizes is known; what it doubts counts neither way."""
        kept = [(path, picture) for path in self._limited(paths) if (picture := picture_of(path)) is not None]
        pictures = [_known(picture, teacher) for _, picture in kept]
        return MeasuredSet(name, words, pictures, [path.name for path, _ in kept])

    def _hidden(self) -> Iterator[MeasuredSet]:
        folder = self.data / "unmasked" / "Test"
        if not is_labelled(folder) or not self._held_out():
            return
        paths = [sample.path for sample in read_labelled(folder)][::5]
        faces = photos("test-faces", paths, Teacher(teacher_network(self.data), FACE_ALONE), self.cache)
        cutouts, count = tuple(load_cutouts(self.data / "mask_templates")), self.limit or HIDDEN
        for place, disguise in enumerate(DISGUISES):
            made = hidden(faces, self._grounds(), disguise, cutouts, count, SEED + place)
            words = f"faces of unmasked/Test composed into backgrounds, wearing {disguise.description}"
            yield MeasuredSet(f"hidden-{disguise.name}", words, list(made), [str(n) for n in range(count)])

    def _nobody_drawn(self) -> MeasuredSet:
        count = self.limit or DRAWN
        made = [Pictured(strange(number), NOTHING, NOTHING) for number in range(count)]
        words = "drawn pictures of kinds that training never draws"
        return MeasuredSet("nobody-drawn", words, made, [str(number) for number in range(count)])

    def _nobody_real(self) -> Iterator[MeasuredSet]:
        grounds = self._grounds()
        pictures = [grounds[index] for index in self._limited(range(len(grounds)))]
        words = "parts of held-out scenes in which the teacher sees nothing at any size"
        if pictures:
            yield MeasuredSet("nobody-real", words, pictures, [str(n) for n in range(len(pictures))])

    def _grounds(self) -> Pool:
        """Parts without faces of held-out scenes."""
        paths = self._held_out()
        teacher = Teacher(teacher_network(self.data), WIDE)
        pictures = (picture for path in paths if (picture := picture_of(path)) is not None)
        scenes = (Pictured(picture, *parted(teacher(picture))) for picture in pictures)
        key = f"{files_key(paths)} {teacher.key} {SEED} {LEAST} {TRIES} {KEPT} {AROUND}"
        return load_pool("measured-grounds", key, self.cache, faceless(scenes, np.random.default_rng(SEED)))

    def _held_out(self) -> list[Path]:
        return [path for path in scenes_of(self.data) if is_held_out(path)]

    def _limited(self, items: Sequence[T]) -> Sequence[T]:
        return items if self.limit is None else items[:: max(1, -(-len(items) // self.limit))]


def _known(picture: NDArray[np.uint8], teacher: Teacher) -> Pictured:
    faces, doubts = parted(teacher(picture))
    small = faces[:, 2:4].max(axis=1) < LEAST_SIDE
    return Pictured(picture, faces[~small], np.concatenate([doubts, faces[small]]))
