"""How far a job is, as people see it: one stacked bar and a few numbers."""

from dataclasses import dataclass

from core.jobs.state import Counts, JobView
from web.words import lazy_gettext

WORDS = {
    "settled": lazy_gettext("sure"),
    "uncertain": lazy_gettext("uncertain"),
    "no_face": lazy_gettext("no face"),
    "failed": lazy_gettext("failed"),
}
UNDER_WAY = frozenset({"receiving", "waiting", "working"})
SCALE = 1000  # the bar's width in its own units


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the stacked bar: `start` and `width` in thousandths of the whole."""

    kind: str
    word: str
    count: int
    start: float
    width: float


def ended(counts: Counts) -> int:
    """How many images have an answer or a reason."""
    return counts.classified + counts.no_face + counts.failed


def stopped(counts: Counts) -> int:
    """How many images a cancel stopped."""
    return counts.received - counts.waiting - counts.working - ended(counts)


def under_way(job: JobView) -> bool:
    """Whether the job's numbers still change by themselves."""
    # After a cancel what is in work still ends, and of a large job what waits is still being stopped.
    return job.state in UNDER_WAY or job.counts.working + job.counts.waiting > 0


def whole(job: JobView) -> int:
    """How many images it is all about: of a cancelled job those that came, since it takes no more."""
    return job.counts.received if job.state == "cancelled" else job.counts.expected


def segments(job: JobView) -> list[Segment]:
    """The parts of the bar that are not empty, from the left; what waits is the bar's own ground."""
    counts, all_of_it = job.counts, max(whole(job), 1)
    parts = (
        ("settled", counts.classified - counts.uncertain),
        ("uncertain", counts.uncertain),
        ("no_face", counts.no_face),
        ("failed", counts.failed),
    )
    found, start = [], 0.0
    for kind, count in parts:
        width = SCALE * count / all_of_it
        if count:
            found.append(Segment(kind, str(WORDS[kind]), count, round(start, 2), round(width, 2)))
        start += width
    return found
