"""The filter and order of a results table as an address: a link is a view, and an export is the same link."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from core.results.filters import ResultFilter
from web.pages.frame import years

EVERYTHING = ResultFilter()
NAMES = {
    "female": "Female",
    "male": "Male",
    "uncertain": "Uncertain",
    "classified": "Classified",
    "no_face": "No face found",
    "failed": "Failed",
    "none": "No mask",
    "worn": "Mask worn",
    "unclear": "Unclear",
    "not_a_face": "Not a face",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of the filter in words, and the address of the view without it."""

    words: str
    without: str


def query(chosen: ResultFilter, **extra: str) -> str:
    """The query string that names this view, `?` included; empty for everything in the usual order."""
    words = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in asdict(chosen).items()
        if value is not None and value != getattr(EVERYTHING, name)
    }
    encoded = urlencode(words | extra)
    return f"?{encoded}" if encoded else ""


def changed(chosen: ResultFilter, **changes: Any) -> str:  # noqa: ANN401 - each field has its own type
    """The address of the view with some conditions changed."""
    return query(replace(chosen, **changes))


def unfiltered(chosen: ResultFilter) -> str:
    """The address of everything, of what a row stands for in this view."""
    return query(replace(EVERYTHING, rows=chosen.rows))


def chips(chosen: ResultFilter) -> list[Chip]:
    """The filter's conditions, each with the way to be rid of it."""
    words = {
        "label": f"label {NAMES.get(chosen.label or '', '')}",
        "decision": f"decision {NAMES.get(chosen.decision or '', '')}",
        "status": f"status {NAMES.get(chosen.status or '', '')}",
        "min_confidence": f"confidence ≥ {100 * (chosen.min_confidence or 0):g} %",
        "max_confidence": f"confidence ≤ {100 * (chosen.max_confidence or 0):g} %",
        "reviewed": "reviewed" if chosen.reviewed else "not reviewed",
        "filename": f"name has “{chosen.filename}”",
        "age_group": f"apparent age {years(chosen.age_group or '')}",
        "mask": NAMES.get(chosen.mask or "", "").lower(),
        "quality_flag": f"picture {chosen.quality_flag}",
        "track": "one person",
    }
    return [
        Chip(text, changed(chosen, **{name: None}))
        for name, text in words.items()
        if getattr(chosen, name) is not None
    ]
