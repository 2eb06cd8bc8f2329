"""The filter and order of a results table as an address: a link is a view, and an export is the same link."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from core.labels import FLAWLESS
from core.results.filters import ResultFilter
from core.results.row import ResultRow
from web.pages.flags import doubts
from web.pages.frame import years
from web.pages.layout import TABLE, Layout
from web.words import gettext, lazy_gettext
from web.words.numbers import plain_percent

EVERYTHING = ResultFilter()
_CONDITIONS = tuple(field.name for field in fields(ResultFilter))
NAMES = {
    "female": lazy_gettext("Female"),
    "male": lazy_gettext("Male"),
    "uncertain": lazy_gettext("Uncertain"),
    "waiting": lazy_gettext("Waiting"),
    "working": lazy_gettext("Working"),
    "cancelled": lazy_gettext("Cancelled"),
    "classified": lazy_gettext("Classified"),
    "no_face": lazy_gettext("No face found"),
    "failed": lazy_gettext("Failed"),
    "none": lazy_gettext("No mask"),
    "worn": lazy_gettext("Mask worn"),
    "unclear": lazy_gettext("Unclear"),
    "not_a_face": lazy_gettext("Not a face"),
}
IN_TEXT = {  # the same within a line
    "female": lazy_gettext("female"),
    "male": lazy_gettext("male"),
    "uncertain": lazy_gettext("uncertain"),
    "none": lazy_gettext("no mask"),
    "worn": lazy_gettext("mask worn"),
    "unclear": lazy_gettext("unclear"),
    "not_a_face": lazy_gettext("not a face"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of the filter in words, and the address of the view without it."""

    words: str
    without: str


def query(chosen: ResultFilter, shown: Layout = TABLE, **extra: str) -> str:
    """The query string that names this view, `?` included; empty for everything in the usual order."""
    words = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name in _CONDITIONS
        if (value := getattr(chosen, name)) is not None and value != getattr(EVERYTHING, name)
    }
    encoded = urlencode(words | shown.words | extra)
    return f"?{encoded}" if encoded else ""


def changed(chosen: ResultFilter, shown: Layout = TABLE, **changes: Any) -> str:  # noqa: ANN401 - as above
    """The address of the view with some conditions changed."""
    return query(replace(chosen, **changes), shown)


def unfiltered(chosen: ResultFilter, shown: Layout = TABLE) -> str:
    """The address of everything, of what a row stands for in this view."""
    return query(replace(EVERYTHING, rows=chosen.rows), shown)


def place(row: ResultRow, chosen: ResultFilter) -> str:
    """The address of a row's own page, which knows the filter that it was opened from."""
    return f"/faces/{row.face_id}{query(chosen)}" if row.face_id else f"/images/{row.image_id}{query(chosen)}"


def chips(chosen: ResultFilter, shown: Layout = TABLE) -> list[Chip]:
    """The filter's conditions, each with the way to be rid of it."""
    words = {
        "label": gettext("label %(label)s", label=NAMES.get(chosen.label or "", "")),
        "decision": gettext("decision %(decision)s", decision=NAMES.get(chosen.decision or "", "")),
        "status": gettext("status %(status)s", status=NAMES.get(chosen.status or "", "")),
        "min_confidence": gettext("confidence ≥ %(share)s", share=plain_percent(chosen.min_confidence or 0)),
        "max_confidence": gettext("confidence ≤ %(share)s", share=plain_percent(chosen.max_confidence or 0)),
        "reviewed": gettext("reviewed") if chosen.reviewed else gettext("not reviewed"),
        "filename": gettext("name has “%(part)s”", part=chosen.filename or ""),
        "age_group": gettext("apparent age %(age)s", age=years(chosen.age_group or "")),
        "mask": str(IN_TEXT.get(chosen.mask or "", "")),
        "quality_flag": gettext("picture without flaws")
        if chosen.quality_flag == FLAWLESS
        else gettext("picture %(flaw)s", flaw=doubts(chosen.quality_flag or "")),
        "changed": gettext("called otherwise before")
        if chosen.changed
        else gettext("called the same before"),
        "track": gettext("one person"),
        "image": gettext("one image"),
    }
    return [
        Chip(text, changed(chosen, shown, **{name: None}))
        for name, text in words.items()
        if getattr(chosen, name) is not None
    ]
