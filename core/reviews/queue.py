"""Which faces need a person: those of a question that nobody has settled, in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Select, exists, func, select

from core.errors import Invalid
from core.jobs.access import visible_to
from core.jobs.drawn import has_drawn
from core.labels import flag_words
from core.results.doubt import uncertain
from core.results.filters import ResultFilter, conditions
from core.results.grain import said, with_tracks
from core.reviews.bound import within
from core.reviews.disagreement import differs
from core.reviews.glances import held_by_others
from core.reviews.open import asked_about, disputed_for, free_for, open_to
from core.reviews.orders import ORDERS, Keys, Order
from core.reviews.sample import open_among_first
from core.reviews.types import Reviewer
from core.tables import Image, Job, Result

Which = Literal["uncertain", "all", "sample", "disagreement", "disputed"]
USUAL: Mapping[Which, Order] = {
    "uncertain": "unsure",
    "all": "unsure",
    "sample": "random",
    "disputed": "unsure",
    "disagreement": "disagreement",
}
BY_CONFIDENCE: frozenset[Order] = frozenset({"unsure", "sure"})
EVERYTHING = ResultFilter()


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about: faces of one job or of all, the uncertain ones or every one, that a filter keeps.

    The filter's own order does not count, `order` does; without one it is what is usual for `which`: `sample`
    are all at random, to judge the model by the first of them (`core/reviews/sample.py`); `disagreement` are
    those that an earlier model called otherwise; `disputed` are those of which people said different things,
    and one more word decides. Of all jobs, those with drawn faces (`core/jobs/drawn.py`) are in no sample,
    which tells of photographs, and elsewhere are asked about only while an account has no others.
    Raises `Invalid` for an unknown word.
    """

    job_id: str | None = None
    which: Which = "uncertain"
    chosen: ResultFilter = EVERYTHING
    order: Order | None = None

    def __post_init__(self) -> None:
        if self.which not in get_args(Which):
            raise Invalid(f"which must be one of {', '.join(get_args(Which))}.", "invalid_which")
        if self.order is not None and self.order not in ORDERS:
            raise Invalid(f"order must be one of {', '.join(ORDERS)}.", "invalid_order")

    @property
    def keys(self) -> Keys:
        """What its faces are ordered by."""
        return ORDERS[self.named_order]()

    @property
    def named_order(self) -> Order:
        """The order also where nobody has named one."""
        return self.order or USUAL[self.which]


def next_faces(connection: Connection, who: Reviewer, asked: Question, limit: int) -> Sequence[str]:
    """The ids of the faces that somebody is asked about next, which are in nobody else's hands."""
    free = free_for(who, dispute=asked.which == "disputed")
    query = _asked(connection, who.account_id, asked).where(free)
    if asked.job_id is None and asked.named_order in BY_CONFIDENCE:
        query = within(connection, query, limit, surest=asked.named_order == "sure")
    first = query.order_by(*asked.keys).limit(limit).add_columns(Result.id)
    if asked.named_order == "random":  # those that come first are few: most often enough, and quickly sorted
        near = list(connection.execute(first.where(open_among_first())).scalars())
        if len(near) == limit:
            return near
    return list(connection.execute(first).scalars())


def count_open(connection: Connection, account_id: str, asked: Question, most: int | None = None) -> int:
    """How many faces wait for this account; beyond `most` they are not counted, since that takes long."""
    waits = disputed_for if asked.which == "disputed" else open_to
    query = _asked(connection, account_id, asked).where(waits(account_id))
    faces = query.add_columns(Result.id).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(faces)).scalar_one())


def count_held(connection: Connection, who: Reviewer, asked: Question, most: int) -> int:
    """How many faces wait, but are in other hands for a while; of those in anybody's `most` are looked at."""
    faces = held_by_others(connection, who, most)
    if not faces:  # as most often: then nothing more is asked
        return 0
    dispute = asked.which == "disputed"
    waits = disputed_for if dispute else open_to
    query = _asked(connection, who.account_id, asked).where(Result.id.in_(faces), waits(who.account_id))
    held = query.where(~free_for(who, dispute=dispute)).add_columns(Result.id).subquery()
    return int(connection.execute(select(func.count()).select_from(held)).scalar_one())


def leaves_drawn_out(connection: Connection, account_id: str, asked: Question) -> bool:
    """Whether there are jobs with drawn faces about which this question does not ask."""
    mine = visible_to(account_id)
    if asked.job_id is not None or not has_drawn(connection, mine):
        return False
    others = exists().where(mine, Job.kept, ~Job.drawn)
    return asked.which == "sample" or connection.execute(select(others)).scalar_one()


def _asked(connection: Connection, account_id: str, asked: Question) -> Select[*tuple[Any, ...]]:
    jobs = visible_to(account_id)
    if asked.job_id is not None:
        jobs = jobs & (Job.id == asked.job_id)
    elif leaves_drawn_out(connection, account_id, asked):
        jobs = jobs & ~Job.drawn
    rules = connection.execute(select(Job.uncertain_flags, Job.threshold).where(jobs).distinct()).all()
    flags = flag_words(" ".join(rule.uncertain_flags for rule in rules))
    # The jobs first, and no farther than the highest threshold: then an index leads to their faces.
    mine = select(Job.id).where(jobs).correlate(None)
    query = asked_about().join(Job, Job.id == Result.job_id).where(Result.job_id.in_(mine))
    if asked.which == "uncertain":
        query = query.where(uncertain(flags))
        if not flags:
            query = query.where(Result.confidence < max((rule.threshold for rule in rules), default=0.0))
            if asked.job_id is not None:
                # Follows from the rest. Told so, SQLite takes the faces of the index in their order, not all.
                query = query.where(Result.job_id == asked.job_id)
    if asked.which == "disagreement":
        query = query.where(differs())
    return _filtered(query, asked.chosen, flags)


def _filtered(
    query: Select[*tuple[Any, ...]], chosen: ResultFilter, flags: Sequence[str]
) -> Select[*tuple[Any, ...]]:
    """Of `rows=people` too: who is asked about a person sees their best face, and is asked about no other."""
    if chosen.filename or chosen.rows == "people":
        query = query.join(Image, Image.id == Result.image_id)
    if chosen.rows == "people":
        query = with_tracks(query)
    return query.where(*conditions(chosen, flags, said(chosen.rows)))
