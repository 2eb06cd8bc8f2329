"""Quality flags in words for people."""

from dataclasses import dataclass

from core.jobs.state import JobView
from core.labels import flag_words
from core.results.row import ResultRow
from web.words import gettext, lazy_gettext
from web.words.numbers import plain_percent


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that may have misled the model."""

    word: str
    in_text: str
    meaning: str


FLAGS = {
    "blurred": Flag(
        lazy_gettext("Blurred"),
        lazy_gettext("blurred"),
        lazy_gettext("The face has little detail: out of focus, moved, or enlarged."),
    ),
    "dark": Flag(
        lazy_gettext("Dark"), lazy_gettext("dark"), lazy_gettext("There is little light on the face.")
    ),
    "tiny": Flag(
        lazy_gettext("Tiny"),
        lazy_gettext("tiny"),
        lazy_gettext("The face has fewer pixels than it takes to judge it."),
    ),
    "turned": Flag(
        lazy_gettext("Turned"), lazy_gettext("turned"), lazy_gettext("The face looks to the side.")
    ),
}


def flags(words: str) -> list[Flag]:
    """The flags of a result row, from its words."""
    newer = gettext("A newer worker said this.")
    return [FLAGS.get(word, Flag(word.capitalize(), word, newer)) for word in words.split()]


def doubts(words: str) -> str:
    """The flags of a job's rule in a sentence: "blurred or dark"; empty without any."""
    *some, last = _names(words) or [""]
    return gettext("%(some)s or %(last)s", some=", ".join(some), last=last) if some else last


def why_uncertain(row: ResultRow, job: JobView) -> str:
    """Why a face is uncertain under its job's rule: "under your 91 %", or because of its picture."""
    if row.confidence is not None and row.confidence < job.threshold:
        return gettext("under your %(share)s", share=plain_percent(job.threshold))
    raised = set(row.quality_flags.split()).intersection(job.uncertain_flags.split())
    *some, last = _names(" ".join(raised)) or [""]
    flaws = gettext("%(some)s and %(last)s", some=", ".join(some), last=last) if some else last
    return gettext("because it is %(flaws)s", flaws=flaws)


def _names(words: str) -> list[str]:
    return [str(FLAGS[word].in_text) if word in FLAGS else word for word in flag_words(words)]
