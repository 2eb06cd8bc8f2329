"""All pools that a recipe learns from, made when they are first asked for."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from models.errors import NoUsableArtefact
from models.finders.yunet import YuNetFinder
from training.code_key import code_digest
from training.errors import DataError
from training.finder.config import FinderConfig
from training.finder.dressed import Dresser, dressed, spread
from training.finder.grounds import grounds
from training.finder.photos import photos
from training.finder.pool import Pool, load_pool
from training.finder.sources import Sources, files_key, sources_of
from training.finder.teacher import DOUBTFUL, TIGHT, WIDE, Look, Teacher
from training.masks.cutouts import load_cutouts
from training.masks.wear import Wear, WearPainter

WHOLE_SCENE = 640  # pixels of the longest side: all that the scenes have
LEAST_SCORE = DOUBTFUL  # below, YuNet is not asked what it sees
FACE_ALONE = (Look(128, True), Look(200, True))  # aligned faces, which fill their picture


@dataclass(frozen=True)
class Library:
    """The pictures of one run; `cache` keeps them decoded."""

    config: FinderConfig
    data: Path
    cache: Path
    limit: int | None = None

    def prepare(self) -> None:
        """Makes what is not kept yet, where problems are told and progress is shown. Raises `DataError`."""
        for name, _ in self.config.shares:
            getattr(self, name.replace(" ", "_"), None)
        _ = self.grounds

    @cached_property
    def sources(self) -> Sources:
        """Files. Raises `DataError`."""
        return sources_of(self.data, self.cache, self.limit)

    @cached_property
    def yunet(self) -> YuNetFinder:
        """The teacher's network. Raises `DataError` where the data have none."""
        return teacher_network(self.data)

    @cached_property
    def scenes(self) -> Pool:
        """Whole scenes."""
        return photos("scenes", self.sources.scenes, Teacher(self.yunet, WIDE), self.cache, WHOLE_SCENE)

    @cached_property
    def masked(self) -> Pool:
        """People in real masks."""
        return photos("masked", self.sources.masked, Teacher(self.yunet, TIGHT), self.cache)

    @cached_property
    def portraits(self) -> Pool:
        """Bare faces with all that is around them."""
        return photos("portraits", self.sources.portraits, Teacher(self.yunet, TIGHT), self.cache)

    @cached_property
    def aligned(self) -> Pool:
        """Bare faces that fill their picture."""
        files = self.sources.aligned
        files = files[:: max(1, len(files) // self.config.aligned)]
        return photos("aligned", files, Teacher(self.yunet, FACE_ALONE), self.cache)

    @cached_property
    def dressed_portraits(self) -> Pool:
        """Portraits whose faces hide behind masks, veils, glasses and hoods."""
        return self._dressed("dressed-portraits", self.portraits, self.config.hidden)

    @cached_property
    def dressed_masked(self) -> Pool:
        """Real masks with drawn glasses and hoods besides."""
        return self._dressed("dressed-masked", self.masked, self.config.further)

    @cached_property
    def dressed_aligned(self) -> Pool:
        """Faces that fill their picture, hidden likewise."""
        return self._dressed("dressed-aligned", self.aligned, self.config.hidden)

    @cached_property
    def grounds(self) -> Pool:
        """No faces."""
        files = files_key([*self.sources.scenes, *self.sources.masked, *self.sources.portraits])
        key = f"{files} {self.yunet.key} {code_digest()}"
        photographs = (self.scenes, self.masked, self.portraits)
        return grounds(photographs, key, self.config.textures, self.cache, self.config.seed)

    def _dressed(self, name: str, photographs: Pool, wear: Wear) -> Pool:
        dresser = Dresser(WearPainter(tuple(load_cutouts(self.data / "mask_templates")), wear))
        files = files_key([*self.sources.masked, *self.sources.portraits, *self.sources.aligned])
        chosen = spread(len(photographs), self.config.dressed)
        key = f"{files} {len(chosen)} {dresser.key} {self.config.seed} {self.yunet.key} {code_digest()}"
        return load_pool(name, key, self.cache, dressed(photographs, chosen, dresser, self.config.seed))


def teacher_network(data: Path) -> YuNetFinder:
    """YuNet of a data folder, asked for all that it half believes. Raises `DataError`."""
    files = sorted((data / "face_detector").glob("yunet*.onnx"))
    if not files:
        raise DataError(f"{data} has no face_detector/yunet*.onnx, whose boxes the finder learns")
    try:
        return YuNetFinder(files[-1], LEAST_SCORE)
    except NoUsableArtefact as wrong:
        raise DataError(str(wrong)) from wrong
