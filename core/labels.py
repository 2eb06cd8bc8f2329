"""The words of an answer, and the one rule that turns a confidence into a decision."""

from typing import Literal

Label = Literal["female", "male"]
Decision = Literal["female", "male", "uncertain"]
ImageState = Literal["waiting", "working", "classified", "no_face", "failed", "cancelled"]
JobState = Literal["receiving", "waiting", "working", "done", "cancelled"]
Framing = Literal["auto", "face"]

LABELS: tuple[Label, ...] = ("female", "male")
DECISIONS: tuple[Decision, ...] = ("female", "male", "uncertain")
STATUSES = ("classified", "no_face", "failed")
FRAMINGS: tuple[Framing, ...] = ("auto", "face")
# As in `models/outputs.py` and `models/quality.py`, which this room may not import; a test compares them.
AGE_GROUPS = ("13-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70+")
MASKS = ("none", "worn")
QUALITY_FLAGS = ("blurred", "dark", "tiny", "turned")  # none is a part of another: the filter looks for them

FLAWLESS = "none"  # asked for as a flag: faces without any


def flag_words(text: str) -> tuple[str, ...]:
    """The words of a list with spaces or commas between them, each once, known flags first in their order."""
    words = dict.fromkeys(text.replace(",", " ").split())
    return (*(flag for flag in QUALITY_FLAGS if flag in words), *(w for w in words if w not in QUALITY_FLAGS))


def decide(
    label: Label, confidence: float, threshold: float, quality_flags: str = "", uncertain_flags: str = ""
) -> Decision:
    """Take the label, or abstain where its confidence (0.5 to 1) is under the threshold or a flag is doubted.

    Doubted is one of its `quality_flags` that is among the job's `uncertain_flags`, both words with spaces
    between them. `core/results/doubt.py` says the same in SQL.
    """
    doubted = set(quality_flags.split()).intersection(uncertain_flags.split())
    return label if confidence >= threshold and not doubted else "uncertain"
