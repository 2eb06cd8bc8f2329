"""What one run learns from and what it is checked with after each epoch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.arrays import Labelled, load_labelled
from training.batches import Batches, Epochs, MixedBatches
from training.config import Config, Mix
from training.judge import judged
from training.kept_words import kept_words
from training.learnt import learnt
from training.lessons import LESSONS, Library, open_library
from training.opinions import Opinions
from training.progress import say
from training.reading import NamedSet
from training.sets import Plan


@dataclass(frozen=True, slots=True)
class Curriculum:
    """A config, the data folder with its sets, the run's folder of work, and that of prepared pictures.

    `weights` is the file of a backbone's weights, the recipe's own or its judge's; `limit` keeps that
    many pictures a set.
    """

    config: Config
    data: Path
    plan: Plan
    work: Path
    cache: Path
    weights: Path | None
    limit: int | None

    def validation(self) -> Labelled:
        """The set that the curves show."""
        checked = _named(self.plan.measured, self.config.checked_on) or self.plan.validation
        pictures = load_labelled(
            checked.samples, self.cache, checked.prepare, title=f"Reading {checked.name}"
        )
        say(f"{len(pictures.labels)} to check with: {checked.name}.")
        return pictures

    def batches(self) -> Epochs:
        """All that is learnt from; a judge is asked first where the config names one."""
        mix = self.config.mix
        return self._plain() if mix is None else self._mixed(mix)

    def _plain(self) -> Epochs:
        taught = self.plan.training
        pictures = load_labelled(taught.samples, self.cache, taught.prepare, title=f"Reading {taught.name}")
        say(f"{len(pictures.labels)} pictures to learn from.")
        config = self.config
        others = kept_words(config.begun_from, pictures.inputs) if config.begun_from else None
        return Batches(
            pictures.inputs, pictures.labels, config.batch_size, config.seed, config.label_smoothing, others
        )

    def _mixed(self, mix: Mix) -> Epochs:
        config = self.config
        library = open_library(self.data, config.seed, self.limit)
        opinions = self._opinions(library)
        lessons = [
            learnt(LESSONS[name](library), self.cache, config.label_smoothing, opinions)
            for name, _ in mix.shares
        ]
        for (name, share), lesson in zip(mix.shares, lessons, strict=True):
            say(f"{len(lesson.targets)} faces to learn from: {name}, {share:.0%} of what is shown.")
        shown = min(mix.pictures, sum(len(lesson.targets) for lesson in lessons))  # with a limit
        return MixedBatches(lessons, replace(mix, pictures=shown), config.batch_size, config.seed)

    def _opinions(self, library: Library) -> Opinions | None:
        if self.config.judge is None:
            return None
        return judged(library, self.weights, self.work, self.cache)


def _named(sets: Sequence[NamedSet], name: str | None) -> NamedSet | None:
    return next((each for each in sets if each.name == name), None)
