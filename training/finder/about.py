"""Where the finder's pictures came from, for its card."""

from models.card import DataSource
from training.about import MASK_CUTOUTS, PORTRAITS, REAL_MASKS_LEARNT, SCENES, UTKFACE
from training.finder.sources import Sources

_TEACHER = DataSource(
    name="YuNet, OpenCV's face detector",
    use="the teacher: boxes and landmarks of all photographs; not shipped",
    licence="MIT",
)
_DRAWN = DataSource(
    name="drawn textures, things and landscapes", use="backgrounds without faces", licence="part of Browline"
)


def sources(learnt: Sources) -> tuple[DataSource, ...]:
    """Those that taught, and the teacher."""
    kinds = (
        (learnt.scenes, (_for(SCENES, "training, others for measuring; backgrounds without faces"),)),
        (learnt.masked, (REAL_MASKS_LEARNT,)),
        (learnt.portraits, PORTRAITS),
        (learnt.aligned, (_for(UTKFACE, "training, with masks, veils and hoods drawn on the faces"),)),
    )
    named = [source for files, names in kinds if files for source in names]
    return (*named, MASK_CUTOUTS, _DRAWN, _TEACHER)


def _for(source: DataSource, use: str) -> DataSource:
    return source.model_copy(update={"use": use})
