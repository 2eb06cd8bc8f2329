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


def decide(label: Label, confidence: float, threshold: float) -> Decision:
    """Take the label, or abstain where its confidence (0.5 to 1) is under the threshold."""
    return label if confidence >= threshold else "uncertain"
