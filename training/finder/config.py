"""What one training of a finder is: everything that decides its outcome besides the data."""

from dataclasses import dataclass

from training.masks.wear import Wear


@dataclass(frozen=True, slots=True)
class FinderConfig:
    """One recipe. `shares` is how often each kind of frame of `training.finder.lessons` is shown.

    An epoch is `batches` batches of `batch_size` frames, whose shapes (height, width) take turns. The
    learning rate climbs for `warmup` epochs and falls to nothing along a cosine. `begun_from` names the
    published finder whose weights it begins with, of the same architecture.
    """

    name: str
    version: str
    architecture: str
    epochs: int
    batches: int
    batch_size: int
    learning_rate: float
    warmup: float
    weight_decay: float
    seed: int
    recipe: str
    shares: tuple[tuple[str, float], ...]
    shapes: tuple[tuple[int, int], ...]
    aligned: int
    dressed: int
    textures: int
    hidden: Wear
    further: Wear
    begun_from: str | None = None
