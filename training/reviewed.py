"""Faces that people reviewed in Browline: how a folder tells that it has such, and what to say of them."""

from pathlib import Path

MANIFEST = "reviewed.json"


def is_reviewed(data: Path) -> bool:
    """Whether `data` is what Browline gives of reviewed faces."""
    return (data / MANIFEST).is_file()


def words_of(split: str) -> str:
    """The words of a set; those of Validation are what a card's scores are of."""
    if split != "Validation":
        return f"faces of {split} that people reviewed"
    return (
        "faces that people reviewed, held out: no picture or video of them was learnt from; which faces were "
        "reviewed was chosen, often for being unsure, so this is not how often it is right on others"
    )
