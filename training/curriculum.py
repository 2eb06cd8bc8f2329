"""What one run learns from and what it is checked with after each epoch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.arrays import Labelled, load_labelled
from training.batches import Batches, Epochs, MixedBatches
from training.config import Config, Mix, load_config
from training.judge import judged
from training.learnt import learnt
from training.lessons import LESSONS, Library, open_library
from training.opinions import Opinions
from training.progress import say
from training.reading import NamedSet
from training.sets import Plan
from training.teach import School, opinions_of


@dataclass(frozen=True, slots=True)
class Curriculum:
    """A config, the data folder with its sets, and the run's folder of work.

    `weights` is the file that a backbone begins with, the recipe's own or its teachers'; `limit` keeps that
    many pictures a set.
    """

    config: Config
    data: Path
    plan: Plan
    work: Path
    weights: Path | None
    limit: int | None

    @property
    def cache(self) -> Path:
        """Where prepared pictures are kept."""
        return self.work / "arrays"

    def validation(self) -> Labelled:
        """The set that the curves show."""
        checked = _named(self.plan.measured, self.config.checked_on) or self.plan.validation
        pictures = load_labelled(
            checked.samples, self.cache, checked.prepare, title=f"Reading {checked.name}"
        )
        say(f"{len(pictures.labels)} to check with: {checked.name}.")
        return pictures

    def batches(self, validation: Labelled) -> Epochs:
        """All that is learnt from; teachers are trained first where the config names some."""
        mix = self.config.mix
        return self._plain() if mix is None else self._mixed(mix, validation)

    def _plain(self) -> Epochs:
        taught = self.plan.training
        pictures = load_labelled(taught.samples, self.cache, taught.prepare, title=f"Reading {taught.name}")
        say(f"{len(pictures.labels)} pictures to learn from.")
        config = self.config
        return Batches(
            pictures.inputs, pictures.labels, config.batch_size, config.seed, config.label_smoothing
        )

    def _mixed(self, mix: Mix, validation: Labelled) -> Epochs:
        config = self.config
        library = open_library(self.data, config.seed, self.limit)
        opinions = self._opinions(library, validation)
        lessons = [
            learnt(LESSONS[name](library), self.cache, config.label_smoothing, opinions)
            for name, _ in mix.shares
        ]
        for (name, share), lesson in zip(mix.shares, lessons, strict=True):
            say(f"{len(lesson.targets)} faces to learn from: {name}, {share:.0%} of what is shown.")
        shown = min(mix.pictures, sum(len(lesson.targets) for lesson in lessons))  # with a limit
        return MixedBatches(lessons, replace(mix, pictures=shown), config.batch_size, config.seed)

    def _opinions(self, library: Library, validation: Labelled) -> Opinions | None:
        if self.config.judged and self.weights:
            return judged(library, self.weights, self.work, self.cache)
        if self.config.teacher is None:
            return None
        config = load_config(self.config.teacher)
        if self.limit and config.mix:
            config = replace(config, epochs=1, mix=replace(config.mix, pictures=self.limit))
        return opinions_of(School(config, library, self.work, self.cache, self.weights), validation)


def _named(sets: Sequence[NamedSet], name: str | None) -> NamedSet | None:
    return next((each for each in sets if each.name == name), None)
