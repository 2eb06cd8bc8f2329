"""The words of a card: what an artefact is for, what it is not for, and where its pictures came from."""

from pathlib import Path

from models.card import DataSource

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
REAL_MASKS = DataSource(
    name="photographs of people in masks (emylincon/gender_mask_classification; Concordia students)",
    use="measuring and calibration only, never training",
    licence="not stated; gathered from the web",
)
OWN = DataSource(
    name="the trainer's own folder", use="training and measuring", licence="known to its owner alone"
)


def sources(data: Path) -> tuple[DataSource, ...]:
    """Where the pictures of a data folder come from, as far as its layout tells."""
    if not (data / "unmasked").is_dir():
        return (OWN,)
    cutouts = (MASK_CUTOUTS,) if (data / "mask_templates").is_dir() else ()
    real = (REAL_MASKS,) if (data / "masked").is_dir() else ()
    return (UTKFACE, *cutouts, *real)
