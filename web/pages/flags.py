"""Quality flags in words for people."""

from dataclasses import dataclass

from core.jobs.state import JobView
from core.labels import flag_words
from core.results.row import ResultRow


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that may have misled the model."""

    word: str
    meaning: str


FLAGS = {
    "blurred": Flag("Blurred", "The face has little detail: out of focus, moved, or enlarged."),
    "dark": Flag("Dark", "There is little light on the face."),
    "tiny": Flag("Tiny", "The face has fewer pixels than it takes to judge it."),
    "turned": Flag("Turned", "The face looks to the side."),
}


def flags(words: str) -> list[Flag]:
    """The flags of a result row, from its words."""
    return [FLAGS.get(word, Flag(word.capitalize(), "A newer worker said this.")) for word in words.split()]


def doubts(words: str) -> str:
    """The flags of a job's rule in a sentence: "blurred or dark"; empty without any."""
    names = [FLAGS[word].word.lower() if word in FLAGS else word for word in flag_words(words)]
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def why_uncertain(row: ResultRow, job: JobView) -> str:
    """Why a face is uncertain under its job's rule: "under your 91 %", or because of its picture."""
    if row.confidence is not None and row.confidence < job.threshold:
        return f"under your {100 * job.threshold:.0f}\N{NARROW NO-BREAK SPACE}%"
    raised = set(row.quality_flags.split()).intersection(job.uncertain_flags.split())
    return f"because it is {doubts(' '.join(raised)).replace(' or ', ' and ')}"
