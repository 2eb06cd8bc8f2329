"""What the reviewer's page shows, as its address names it: which faces, in which order, how many at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from flask import request
from flask_babel.speaklater import LazyString

from core.errors import Invalid
from core.labels import FLAWLESS
from core.reviews.orders import Order
from core.reviews.queue import USUAL, Question, Which
from web.api.asking import question
from web.pages import view_query
from web.words import lazy_gettext

Mode = Literal["one", "grid"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A word of the address for people, and what it is good for."""

    word: LazyString
    meaning: LazyString
    why: LazyString | None = None  # one of its faces is shown


WHICH: Mapping[Which, Choice] = {
    "uncertain": Choice(
        lazy_gettext("Uncertain ones"), lazy_gettext("Under their job’s threshold, or doubted")
    ),
    "all": Choice(lazy_gettext("All faces"), lazy_gettext("The sure ones too")),
    "disagreement": Choice(
        lazy_gettext("Changed ones"), lazy_gettext("An earlier model called them otherwise")
    ),
    "disputed": Choice(
        lazy_gettext("Disputed ones"), lazy_gettext("People do not agree; one more word decides")
    ),
}
ORDER: Mapping[Order, Choice] = {
    "unsure": Choice(
        lazy_gettext("Least certain first"),
        lazy_gettext("Where a person helps most."),
        lazy_gettext("among the least certain"),
    ),
    "sure": Choice(
        lazy_gettext("Surest first"),
        lazy_gettext("Quick to settle, many at a time."),
        lazy_gettext("among the surest"),
    ),
    "random": Choice(
        lazy_gettext("A random sample"),
        lazy_gettext("For an audit: it tells how far to trust the model."),
        lazy_gettext("drawn by lot"),
    ),
    "disagreement": Choice(
        lazy_gettext("Model disagreement"),
        lazy_gettext("Where both models were sure, and only one can be right."),
        lazy_gettext("called otherwise before"),
    ),
}


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What is asked about, and how."""

    asked: Question
    mode: Mode

    @property
    def which(self) -> Which:
        """A sample is an order of all."""
        return "all" if self.asked.which == "sample" else self.asked.which

    @property
    def sampled(self) -> bool:
        """Whether it is the sample that an audit counts: all faces as they are drawn, none left out."""
        return self.asked.which == "sample" and self.order == "random" and not self.filtered

    @property
    def order(self) -> Order:
        """The order as it is now, also where the address does not say."""
        return self.asked.order or USUAL[self.asked.which]

    @property
    def filtered(self) -> bool:
        """Whether a filter of results leaves some faces out."""
        return bool(view_query.query(self.asked.chosen))

    def words(self, **changes: Any) -> str:  # noqa: ANN401 - each word has its own type
        """The query string of this view, `?` included, with some words changed; None leaves one out."""
        sample = self.asked.which == "sample"
        named = {
            "job": self.asked.job_id,
            "which": self.asked.which,
            "order": self.asked.order if sample else self.order,
            "mode": self.mode,
        } | changes
        return view_query.query(self.asked.chosen, **{name: word for name, word in named.items() if word})

    def of(self, which: Which) -> str:
        """The query string for other faces in the same order; only the sample is drawn by lot."""
        return self.words(which=which, order=None if self.order == "random" else self.order)

    def ordered(self, order: Order) -> str:
        """The query string for another order; at random is the sample, which no filter narrows."""
        if order == "random":
            return ReviewView(Question(self.asked.job_id, "sample"), self.mode).words()
        return self.words(which=self.which, order=order)

    def of_label(self, label: str | None) -> str:
        """The query string for faces of one label alone, or of any."""
        return self._keeping(label=label)

    @property
    def flawless(self) -> bool:
        """Whether faces with a flaw in the picture are left out."""
        return self.asked.chosen.quality_flag == FLAWLESS

    @property
    def with_flaws(self) -> str:
        """The query string for all faces again, whatever the picture."""
        return self._keeping(quality_flag=None)

    @property
    def without_flaws(self) -> str:
        """The query string for faces without a flaw in the picture: no sample, which leaves none out."""
        return self._keeping(quality_flag=FLAWLESS)

    def _keeping(self, **words: Any) -> str:  # noqa: ANN401 - as above
        return ReviewView(replace(self.asked, chosen=replace(self.asked.chosen, **words)), self.mode).words()


def review_view() -> ReviewView:
    """The view that the address names; a grid has all faces, the surest first, unless that says otherwise."""
    mode: Mode = request.args.get("mode") or "one"  # type: ignore[assignment]  # checked next
    if mode not in get_args(Mode):
        raise Invalid(f"mode must be one of {', '.join(get_args(Mode))}.", "invalid_mode")
    asked = question()
    if mode == "grid" and not request.args.get("which"):
        asked = replace(asked, which="all")
    if mode == "grid" and asked.order is None and asked.which != "sample":
        asked = replace(asked, order="sure")
    view = ReviewView(asked, mode)
    if asked.which == "all" and asked.order == "random" and not view.filtered:
        return ReviewView(replace(asked, which="sample", order=None), mode)  # the same by another name
    return view
